namespace Workbench.Encoders;

/// <summary>Encoder of e4e (Tov et al. 2021): one base code for all layers and an offset for every further layer, brought in one after the other.</summary>
/// <remarks>
/// w₀ = head 0; w_i = w₀ + head i for the layers 1 … stage, w₀ for the rest. Stage 0 gives one code for all layers, the last stage all offsets. The layers are those of <see cref="GradualStyleEncoder"/>.
/// <code>
/// using var encoder = new Encoder4Editing(StylePyramidConfig.Paper);
/// var schedule = ProgressiveSchedule.Regular(14, start: 20_000, interval: 2_000);
/// for (var step = 0; step &lt; steps; step++)
/// {
///     encoder.Stage = schedule.StageAt(step);
///     using var offsets = encoder.forward(photos);                   // [N, 14, 512], add the mean code
/// }
/// encoder.Stage = encoder.LastStage;                                 // all offsets, as at the start
/// </code>
/// </remarks>
public sealed class Encoder4Editing : StylePyramidEncoder
{
    private int _stage;

    /// <summary>Creates an encoder with initial weights that brings in all offsets.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public Encoder4Editing(StylePyramidConfig config)
        : base(nameof(Encoder4Editing), config) => _stage = LastStage;

    /// <summary>The stage that brings in every offset.</summary>
    public int LastStage => Config.StyleCount - 1;

    /// <summary>Index of the last layer with an offset of its own, 0 … <see cref="LastStage"/>. Numbers above, such as 18 for inference in the published files, mean <see cref="LastStage"/>.</summary>
    public int Stage
    {
        get => _stage;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Stage));
            _stage = Math.Min(value, LastStage);
        }
    }

    /// <param name="image">[N, 3, H, H], −1…1, H at most the configured resolution.</param>
    /// <returns>Codes without the mean code, [N, L, K].</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var pyramid = Pyramid(image);
        var start = Style(0, pyramid); // [N, K]
        var codes = Enumerable.Range(0, Config.StyleCount).Select(i => i == 0 || i > _stage ? start : start + Style(i, pyramid));
        return stack(codes, 1).MoveToOuterDisposeScope(); // [N, L, K]
    }
}
