using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Shape of a super-resolution network: two blocks from neural features to the final image.</summary>
public sealed record SuperResolutionConfig
{
    /// <summary>Channels of the neural features.</summary>
    public int FeatureChannels { get; init; } = 32;

    /// <summary>Side the features are resized to first.</summary>
    public int InputResolution { get; init; } = 128;

    /// <summary>Side of the image.</summary>
    public int OutputResolution { get; init; } = 512;

    /// <summary>Channels after the first block.</summary>
    public int Channels0 { get; init; } = 256;

    /// <summary>Channels after the second block.</summary>
    public int Channels1 { get; init; } = 128;

    /// <summary>Width of w.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Largest magnitude of layer outputs, or null; 256 in released models, whose GPU version runs these blocks in half precision.</summary>
    public double? Clamp { get; init; } = 256;

    /// <summary>Filter when shrinking the input.</summary>
    public bool Antialias { get; init; } = true;

    /// <summary>Resize only inputs smaller than <see cref="InputResolution"/> (the 4X variant); otherwise any other size.</summary>
    public bool ResizeSmallerOnly { get; init; }

    /// <summary>Whether the state dict carries a filter that the forward pass does not use.</summary>
    public bool OwnsFilter { get; init; }

    /// <summary>Noise of the blocks.</summary>
    public NoiseMode Noise { get; init; } = NoiseMode.None;

    /// <summary>Up-sampling factor of the first block: 2 when two doublings are needed, else 1.</summary>
    public int Up0 => OutputResolution / InputResolution / 2;

    /// <summary>The published variants by class name, with or without the module path: SuperresolutionHybrid8XDC, …8X, …4X, …2X.</summary>
    /// <exception cref="ArgumentException">Another name.</exception>
    public static SuperResolutionConfig Named(string className) => className[(className.LastIndexOf('.') + 1)..] switch
    {
        "SuperresolutionHybrid8XDC" => new(),
        "SuperresolutionHybrid8X" => new() { Channels0 = 128, Channels1 = 64, OwnsFilter = true },
        "SuperresolutionHybrid4X" => new() { OutputResolution = 256, Channels0 = 128, Channels1 = 64, OwnsFilter = true, ResizeSmallerOnly = true },
        "SuperresolutionHybrid2X" => new() { InputResolution = 64, OutputResolution = 128, Channels0 = 128, Channels1 = 64, OwnsFilter = true },
        var other => throw new ArgumentException($"Unknown super-resolution module '{other}'; known are SuperresolutionHybrid2X, 4X, 8X and 8XDC.", nameof(className)),
    };
}

/// <summary>Turns neural features and a raw image into the final image (EG3D §4.2, PanoHead).</summary>
public sealed class SuperResolution : nn.Module
{
    [ComponentName(Name = "resample_filter")]
    private readonly Tensor? _filter;

    [ComponentName(Name = "block0")]
    private readonly SynthesisBlock _block0;

    [ComponentName(Name = "block1")]
    private readonly SynthesisBlock _block1;

    /// <summary>Creates a network with initial weights.</summary>
    public SuperResolution(SuperResolutionConfig config)
        : base(nameof(SuperResolution))
    {
        if (config.Up0 is not (1 or 2) || config.OutputResolution != config.InputResolution * 2 * config.Up0)
            throw new ArgumentException($"config: the output must be 2 or 4 times the input, got {config.InputResolution} to {config.OutputResolution}.", nameof(config));
        Config = config;
        if (config.OwnsFilter)
            _filter = Initial.FilterBuffer();
        _block0 = new SynthesisBlock(Block(config, config.FeatureChannels, config.Channels0, config.InputResolution * config.Up0, config.Up0, isLast: false));
        _block1 = new SynthesisBlock(Block(config, config.Channels0, config.Channels1, config.OutputResolution, 2, isLast: true));
        RegisterComponents();
    }

    /// <summary>Shape of the network.</summary>
    public SuperResolutionConfig Config { get; }

    /// <summary>First block.</summary>
    public SynthesisBlock Block0 => _block0;

    /// <summary>Second block.</summary>
    public SynthesisBlock Block1 => _block1;

    /// <summary>Called with (block index, features, image) after every block.</summary>
    public event Action<int, Tensor, Tensor?>? BlockDone;

    /// <summary>Whether anybody watches the blocks.</summary>
    internal bool Observed => BlockDone is not null;

    /// <summary>Runs both blocks with the last style.</summary>
    /// <param name="rgb">Raw image, [N, 3, r, r].</param>
    /// <param name="features">Neural features, [N, C, r, r].</param>
    /// <param name="ws">[N, L, K]; only the last style is read.</param>
    /// <param name="options">Noise and evaluation order; the noise of the configuration unless given.</param>
    /// <returns>[N, 3, H, H]</returns>
    public Tensor Forward(Tensor rgb, Tensor features, Tensor ws, SynthesisOptions? options = null)
    {
        Shape.Check(rgb, "N C H W");
        Shape.Check(features, "N C H W", [("C", Config.FeatureChannels)]);
        options ??= new SynthesisOptions(Config.Noise);
        using var scope = NewDisposeScope();
        var style = ws[.., ^1..].repeat(1, 3, 1); // [N, 3, K]
        var (x, image) = _block0.Forward(Fit(features), Fit(rgb), style, options);
        BlockDone?.Invoke(0, x, image);
        (x, image) = _block1.Forward(x, image, style, options);
        BlockDone?.Invoke(1, x, image);
        return image!.MoveToOuterDisposeScope();
    }

    /// <summary>Resizes features or images to the input resolution.</summary>
    internal Tensor Fit(Tensor x)
    {
        var side = Config.InputResolution;
        var resize = Config.ResizeSmallerOnly ? x.shape[^1] < side : x.shape[^1] != side;
        return resize ? Resize.Bilinear(x, side, side, Config.Antialias) : x.alias();
    }

    private static SynthesisBlockConfig Block(SuperResolutionConfig config, int inChannels, int outChannels, int resolution, int up, bool isLast) => new()
    {
        InChannels = inChannels,
        OutChannels = outChannels,
        StyleWidth = config.StyleWidth,
        Resolution = resolution,
        ImageChannels = 3,
        IsLast = isLast,
        Up = up,
        Clamp = config.Clamp,
    };
}
