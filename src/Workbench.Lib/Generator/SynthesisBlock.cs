using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>How the blocks of a synthesis network pass images on (StyleGAN2 figure 7).</summary>
public enum SynthesisArchitecture
{
    /// <summary>Every block adds to a growing image.</summary>
    Skip,

    /// <summary>Residual blocks; only the last makes an image.</summary>
    Resnet,

    /// <summary>Plain blocks; only the last makes an image.</summary>
    Orig,
}

/// <summary>Shape of one block.</summary>
public sealed record SynthesisBlockConfig
{
    /// <summary>Channels of the input; 0 for the first block, which starts from a learned constant.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the output.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Width of w.</summary>
    public required int StyleWidth { get; init; }

    /// <summary>Side of the output.</summary>
    public required int Resolution { get; init; }

    /// <summary>Channels of the image.</summary>
    public required int ImageChannels { get; init; }

    /// <summary>Whether this is the last block.</summary>
    public bool IsLast { get; init; }

    /// <summary>Up-sampling factor: 2, or 1 for a block that keeps the size.</summary>
    public int Up { get; init; } = 2;

    /// <summary>How images are passed on.</summary>
    public SynthesisArchitecture Architecture { get; init; } = SynthesisArchitecture.Skip;

    /// <summary>Largest magnitude of convolution and image outputs, or null.</summary>
    public double? Clamp { get; init; }

    /// <summary>Whether layers own noise.</summary>
    public bool UseNoise { get; init; } = true;
}

/// <summary>One resolution of a synthesis network.</summary>
/// <remarks>A block reads one style a convolution and one more for its image layer; the next block starts at the style of that image layer.</remarks>
public sealed class SynthesisBlock : nn.Module
{
    [ComponentName(Name = "const")]
    private readonly Parameter? _const;

    [ComponentName(Name = "resample_filter")]
    private readonly Tensor _filter;

    [ComponentName(Name = "conv0")]
    private readonly SynthesisLayer? _conv0;

    [ComponentName(Name = "conv1")]
    private readonly SynthesisLayer _conv1;

    [ComponentName(Name = "torgb")]
    private readonly ToRgbLayer? _torgb;

    [ComponentName(Name = "skip")]
    private readonly Conv2dLayer? _skip;

    /// <summary>Creates a block with initial weights.</summary>
    public SynthesisBlock(SynthesisBlockConfig config)
        : base(nameof(SynthesisBlock))
    {
        Config = config;
        _filter = Initial.FilterBuffer();
        if (config.InChannels == 0)
            _const = Initial.Normal(1, config.OutChannels, config.Resolution, config.Resolution);
        else
            _conv0 = new SynthesisLayer(Layer(config, config.InChannels, config.Up));
        _conv1 = new SynthesisLayer(Layer(config, config.OutChannels, 1));
        if (config.IsLast || config.Architecture == SynthesisArchitecture.Skip)
            _torgb = new ToRgbLayer(config.OutChannels, config.ImageChannels, config.StyleWidth, config.Clamp);
        if (config.InChannels != 0 && config.Architecture == SynthesisArchitecture.Resnet)
            _skip = new Conv2dLayer(config.InChannels, config.OutChannels, 1, bias: false, up: config.Up);
        RegisterComponents();
    }

    /// <summary>Shape of the block.</summary>
    public SynthesisBlockConfig Config { get; }

    /// <summary>Number of convolutions, by which the style index advances.</summary>
    public int ConvCount => _conv0 is null ? 1 : 2;

    /// <summary>Number of image layers.</summary>
    public int ImageLayerCount => _torgb is null ? 0 : 1;

    /// <summary>Learned constant, [C, R, R]; null except in the first block.</summary>
    public Tensor? Const => _const;

    /// <summary>First convolution; null in the first block.</summary>
    public SynthesisLayer? Conv0 => _conv0;

    /// <summary>Second convolution.</summary>
    public SynthesisLayer Conv1 => _conv1;

    /// <summary>Resampling filter, [4, 4].</summary>
    internal Tensor Filter => _filter;

    /// <summary>Image layer, if any.</summary>
    public ToRgbLayer? ToRgb => _torgb;

    /// <summary>Runs the block.</summary>
    /// <param name="x">[N, I, R/up, R/up]; null for the first block.</param>
    /// <param name="image">[N, image channels, R/up, R/up], or null.</param>
    /// <param name="ws">[N, ≥ convolutions + image layers, K]</param>
    /// <param name="options">Noise and evaluation order.</param>
    /// <returns>Features [N, O, R, R] and image [N, image channels, R, R], null while no block has made one.</returns>
    public (Tensor Features, Tensor? Image) Forward(Tensor? x, Tensor? image, Tensor ws, SynthesisOptions options)
    {
        Shape.Check(ws, "N L K", [("K", Config.StyleWidth)]);
        if (ws.shape[1] < ConvCount + ImageLayerCount)
            throw new ArgumentException($"ws: block {Config.Resolution} reads {ConvCount + ImageLayerCount} styles, got {ws.shape[1]}.", nameof(ws));
        using var scope = NewDisposeScope();
        var features = Convolve(x, ws, options);
        if (image is not null && Config.Up > 1)
            image = UpFirDn.Upsample2d(image, _filter, Config.Up);
        if (_torgb is not null)
        {
            var own = _torgb.Forward(features, ws[.., ConvCount], options.Fused);
            image = image is null ? own : image + own;
        }
        return (features.MoveToOuterDisposeScope(), image?.alias().MoveToOuterDisposeScope());
    }

    private Tensor Convolve(Tensor? x, Tensor ws, SynthesisOptions options)
    {
        if (_conv0 is null)
        {
            var start = _const!.unsqueeze(0).expand(ws.shape[0], -1, -1, -1); // [N, C, 4, 4]
            return _conv1.Forward(start, ws[.., 0], options);
        }
        Shape.Check(x!, "N C H W", [("C", Config.InChannels), ("H", Config.Resolution / Config.Up), ("W", Config.Resolution / Config.Up)], name: nameof(x));
        if (_skip is null)
            return _conv1.Forward(_conv0.Forward(x!, ws[.., 0], options), ws[.., 1], options);
        var half = Math.Sqrt(0.5);
        var residual = _conv1.Forward(_conv0.Forward(x!, ws[.., 0], options), ws[.., 1], options, half);
        return _skip.Forward(x!, half) + residual;
    }

    private static SynthesisLayerConfig Layer(SynthesisBlockConfig config, int inChannels, int up) => new()
    {
        InChannels = inChannels,
        OutChannels = config.OutChannels,
        StyleWidth = config.StyleWidth,
        Resolution = config.Resolution,
        Up = up,
        UseNoise = config.UseNoise,
        Clamp = config.Clamp,
    };
}
