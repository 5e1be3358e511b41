using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Shape of a synthesis network; defaults are those of the released PanoHead.</summary>
public sealed record SynthesisConfig
{
    /// <summary>Width of w.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Side of the image, a power of two from 8.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>Channels of the image.</summary>
    public int ImageChannels { get; init; } = 288;

    /// <summary>Channels at resolution r are min(ChannelBase / r, ChannelMax).</summary>
    public int ChannelBase { get; init; } = 32768;

    /// <summary>Most channels at any resolution.</summary>
    public int ChannelMax { get; init; } = 512;

    /// <summary>How images are passed on.</summary>
    public SynthesisArchitecture Architecture { get; init; } = SynthesisArchitecture.Skip;

    /// <summary>Largest magnitude of layer outputs, or null.</summary>
    public double? Clamp { get; init; }

    /// <summary>Number of styles: one a convolution and one for the last image layer.</summary>
    public int StyleCount => 2 * (int)Math.Log2(Resolution) - 2;

    /// <summary>Channels of the features at a resolution.</summary>
    public int Channels(int resolution) => Math.Min(ChannelBase / resolution, ChannelMax);
}

/// <summary>Grows an image from a learned 4×4 constant, block after block (StyleGAN2).</summary>
public sealed class SynthesisNetwork : nn.Module
{
    private readonly SynthesisBlock[] _blocks;

    /// <summary>Creates a network with initial weights.</summary>
    public SynthesisNetwork(SynthesisConfig config)
        : base(nameof(SynthesisNetwork))
    {
        if (config.Resolution < 8 || !int.IsPow2(config.Resolution))
            throw new ArgumentException($"config: the resolution must be a power of two from 8, got {config.Resolution}.", nameof(config));
        Config = config;
        var count = (int)Math.Log2(config.Resolution) - 1;
        _blocks = new SynthesisBlock[count];
        for (var i = 0; i < count; i++)
        {
            var resolution = 4 << i;
            _blocks[i] = new SynthesisBlock(new SynthesisBlockConfig
            {
                InChannels = i == 0 ? 0 : config.Channels(resolution / 2),
                OutChannels = config.Channels(resolution),
                StyleWidth = config.StyleWidth,
                Resolution = resolution,
                ImageChannels = config.ImageChannels,
                IsLast = i == count - 1,
                Architecture = config.Architecture,
                Clamp = config.Clamp,
            });
            register_module($"b{resolution}", _blocks[i]);
        }
    }

    /// <summary>Shape of the network.</summary>
    public SynthesisConfig Config { get; }

    /// <summary>The blocks, coarse to fine.</summary>
    public IReadOnlyList<SynthesisBlock> Blocks => _blocks;

    /// <summary>Called with (resolution, features, image) after every block.</summary>
    public event Action<int, Tensor, Tensor?>? BlockDone;

    /// <summary>Whether anybody watches the blocks.</summary>
    internal bool Observed => BlockDone is not null;

    /// <summary>Synthesises images. While training on the CPU without noise, quicker kernels run that have first derivatives only.</summary>
    /// <param name="ws">[N, ≥ L, K]; surplus styles are ignored.</param>
    /// <param name="options">Noise and evaluation order.</param>
    /// <returns>[N, image channels, R, R]</returns>
    public Tensor Synthesize(Tensor ws, SynthesisOptions options)
    {
        Shape.Check(ws, "N L K", [("K", Config.StyleWidth)]);
        if (ws.shape[1] < Config.StyleCount)
            throw new ArgumentException($"ws: this network reads {Config.StyleCount} styles, got {ws.shape[1]}. Repeat a W code for every layer, or map with the same generator.", nameof(ws));
        using var scope = NewDisposeScope();
        if (training && is_grad_enabled() && TrainableSynthesis.Supports(this, ws, options.Noise))
            return TrainableSynthesis.Synthesize(this, ws).MoveToOuterDisposeScope();
        Tensor? x = null, image = null;
        var first = 0;
        foreach (var block in _blocks)
        {
            (x, image) = block.Forward(x, image, ws.narrow(1, first, block.ConvCount + block.ImageLayerCount), options);
            BlockDone?.Invoke(block.Config.Resolution, x, image);
            first += block.ConvCount;
        }
        return image!.MoveToOuterDisposeScope();
    }

    /// <summary>Synthesises images from features that somebody changes on the way: the blocks above a resolution go on from what is returned. Differentiable.</summary>
    /// <param name="ws">[N, ≥ L, K]; surplus styles are ignored.</param>
    /// <param name="options">Noise and evaluation order.</param>
    /// <param name="resolution">Side of the block whose features are changed; not the last.</param>
    /// <param name="change">Features [N, C, r, r] to features of the same shape.</param>
    /// <returns>[N, image channels, R, R]</returns>
    /// <exception cref="ArgumentException">There is no such block, or the changed features have another shape.</exception>
    public Tensor Synthesize(Tensor ws, SynthesisOptions options, int resolution, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Shape.Check(ws, "N L K", [("K", Config.StyleWidth)]);
        if (_blocks.Take(_blocks.Length - 1).All(block => block.Config.Resolution != resolution))
            throw new ArgumentException($"resolution: features can be changed after the blocks of {string.Join(", ", _blocks.Take(_blocks.Length - 1).Select(block => block.Config.Resolution))}, got {resolution}.", nameof(resolution));
        using var scope = NewDisposeScope();
        Tensor? x = null, image = null;
        var first = 0;
        foreach (var block in _blocks)
        {
            (x, image) = block.Forward(x, image, ws.narrow(1, first, block.ConvCount + block.ImageLayerCount), options);
            if (block.Config.Resolution == resolution)
            {
                var changed = change(x);
                Shape.Check(changed, "N C H W", [("N", x.shape[0]), ("C", x.shape[1]), ("H", x.shape[2]), ("W", x.shape[3])], "Changed features keep their shape.");
                x = changed;
            }
            first += block.ConvCount;
        }
        return image!.MoveToOuterDisposeScope();
    }
}
