using TorchSharp.Modules;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>A small encoder into one code a layer: the trunk of pSp, its deepest map averaged to a few pixels, one perceptron for each group of layers.</summary>
/// <remarks>
/// pSp's own heads are convolutions down to one pixel, one stack a layer: 170 of its 209 million parameters. Here layers of a group share all but the last matrix, whose weights begin at zero, so that an
/// untrained encoder names the average head.
/// <code>
/// using var encoder = new PooledStyleEncoder(new PooledStyleConfig());
/// using var offsets = encoder.forward(photos);   // photos [N, 3, 64, 64], −1…1; [N, 10, 256], add the mean code
/// </code>
/// </remarks>
public sealed class PooledStyleEncoder : nn.Module<Tensor, Tensor>
{
    private const double Slope = 0.2;

    private readonly ModuleList<Sequential> _heads = new();

    /// <summary>Creates an encoder with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public PooledStyleEncoder(PooledStyleConfig config)
        : base(nameof(PooledStyleEncoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(PooledStyleEncoder)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Trunk = new IrSeTrunk(config.Trunk);
        foreach (var layers in config.Groups)
        {
            var last = nn.Linear(config.HiddenWidth, (long)layers * config.StyleWidth);
            if (config.BeginsAtZero)
                using (no_grad())
                {
                    last.weight!.zero_();
                    last.bias!.zero_();
                }
            _heads.Add(nn.Sequential(nn.Linear((long)config.Trunk.Width * config.PooledSide * config.PooledSide, config.HiddenWidth), nn.LeakyReLU(Slope), last));
        }
        register_module("input_layer", Trunk.Stem);
        register_module("body", Trunk.Body);
        register_module("heads", _heads);
    }

    /// <summary>Shape of the encoder.</summary>
    public PooledStyleConfig Config { get; }

    /// <summary>The trunk.</summary>
    public IrSeTrunk Trunk { get; }

    // All parts are registered above under the published names; a network that owns this one would otherwise register the fields again.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <param name="image">[N, 3, H, H], −1…1, H at most the configured resolution.</param>
    /// <returns>Codes without the mean code, [N, L, K].</returns>
    public override Tensor forward(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, Config.Trunk.InputChannels);
        ImageCheck.Side(sizes, Config.ImageResolution, Config.Trunk.Stride, nameof(image));
        using var scope = NewDisposeScope();
        var deepest = Trunk.Deepest(image); // [N, C, s, s]
        var pooled = nn.functional.adaptive_avg_pool2d(deepest, [Config.PooledSide, Config.PooledSide]).flatten(1);
        var codes = _heads.Zip(Config.Groups, (head, layers) => head.call(pooled).view(sizes[0], layers, Config.StyleWidth));
        return cat([.. codes], 1).MoveToOuterDisposeScope(); // [N, L, K]
    }
}
