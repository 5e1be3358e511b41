namespace Workbench.Encoders;

/// <summary>Encoder into W+ of pSp (Richardson et al. 2021): one style head a code, read from three levels of a feature pyramid.</summary>
/// <remarks>
/// The codes are offsets from the generator's mean code. In training batch normalisation uses the batch; call <c>eval()</c> before encoding single photos.
/// <code>
/// using var encoder = new GradualStyleEncoder(StylePyramidConfig.Paper);
/// encoder.Trunk.Load(identityTensors, RandomSource.Seeded(0));       // start of a training, from model_ir_se50.pth
/// encoder.eval();
/// using var grad = no_grad();
/// using var offsets = encoder.forward(photo);                        // photo [N, 3, 256, 256], −1…1; offsets [N, 14, 512]
/// using var codes = offsets + meanCode;                              // meanCode [512], the mapping network's w_avg
/// </code>
/// </remarks>
public sealed class GradualStyleEncoder : StylePyramidEncoder
{
    /// <summary>Creates an encoder with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public GradualStyleEncoder(StylePyramidConfig config)
        : base(nameof(GradualStyleEncoder), config)
    {
    }

    /// <param name="image">[N, 3, H, H], −1…1, H at most the configured resolution.</param>
    /// <returns>Codes without the mean code, [N, L, K].</returns>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var pyramid = Pyramid(image);
        return stack(Enumerable.Range(0, Config.StyleCount).Select(i => Style(i, pyramid)), 1).MoveToOuterDisposeScope(); // [N, L, K]
    }
}
