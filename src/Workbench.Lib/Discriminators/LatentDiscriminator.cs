using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>Tells encoded W codes from mapped ones (e4e, Tov et al. 2021, after Nitzan et al. 2020): four linear layers, leaky ReLU 0.2.</summary>
/// <remarks>
/// <code>
/// using var discriminator = new LatentDiscriminator();
/// using var term = AdversarialLoss.Encoder(discriminator.ScoreLayers(latents, stage), weight: 0.1);
/// </code>
/// </remarks>
public sealed class LatentDiscriminator : nn.Module<Tensor, Tensor>
{
    private const double Slope = 0.2;

    [ComponentName(Name = "mlp")]
    private readonly Sequential _layers;

    /// <summary>Creates a discriminator with initial weights.</summary>
    /// <param name="width">Width of a code.</param>
    /// <param name="hidden">Hidden layers.</param>
    public LatentDiscriminator(int width = 512, int hidden = 3)
        : base(nameof(LatentDiscriminator))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hidden);
        Width = width;
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 0; i < hidden; i++)
            layers.AddRange([nn.Linear(width, width), nn.LeakyReLU(Slope)]);
        layers.Add(nn.Linear(width, 1));
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <summary>Width of a code.</summary>
    public int Width { get; }

    /// <summary>One score a code.</summary>
    /// <param name="codes">[N, K]</param>
    /// <returns>Raw scores, [N, 1].</returns>
    public override Tensor forward(Tensor codes)
    {
        Shape.Check(codes, "N K", [("K", Width)], "Codes of many layers are scored by ScoreLayers.");
        return _layers.call(codes);
    }

    /// <summary>Scores of the codes of the active layers, for e4e's adversarial term.</summary>
    /// <param name="latents">[N, L, K]</param>
    /// <param name="stage">s: layers 0…s are active.</param>
    /// <returns>Raw scores, [N, s + 1, 1].</returns>
    public Tensor ScoreLayers(Tensor latents, int stage)
    {
        var sizes = Shape.Check(latents, "N L K", [("K", Width)]);
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, sizes[1]);
        using var scope = NewDisposeScope();
        var active = latents.narrow(1, 0, stage + 1).reshape(-1, Width); // [N·(s + 1), K]
        return forward(active).view(sizes[0], stage + 1, 1).MoveToOuterDisposeScope();
    }
}
