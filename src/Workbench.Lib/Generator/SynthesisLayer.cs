using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>How a synthesis layer adds its noise.</summary>
public enum NoiseMode
{
    /// <summary>No noise.</summary>
    None,

    /// <summary>The stored noise image.</summary>
    Constant,

    /// <summary>A fresh image a sample.</summary>
    Random,
}

/// <summary>How a synthesis network is run.</summary>
/// <param name="Noise">Noise of every layer.</param>
/// <param name="Random">Source of fresh noise, stream <see cref="RandomSource.LayerNoise"/>; needed for <see cref="NoiseMode.Random"/>.</param>
/// <param name="Fused">Modulate kernels (true) or activations (false); kernels in evaluation mode unless given. Equal up to rounding.</param>
public sealed record SynthesisOptions(NoiseMode Noise = NoiseMode.Constant, RandomSource? Random = null, bool? Fused = null);

/// <summary>Shape of one synthesis layer.</summary>
public sealed record SynthesisLayerConfig
{
    /// <summary>Channels of the input.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the output.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Width of w.</summary>
    public required int StyleWidth { get; init; }

    /// <summary>Side of the output.</summary>
    public required int Resolution { get; init; }

    /// <summary>Side of the kernel.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Up-sampling factor.</summary>
    public int Up { get; init; } = 1;

    /// <summary>Whether the layer owns noise.</summary>
    public bool UseNoise { get; init; } = true;

    /// <summary>The activation.</summary>
    public Activation Activation { get; init; } = Activation.LeakyRelu;

    /// <summary>Largest magnitude of the output, or null.</summary>
    public double? Clamp { get; init; }
}

/// <summary>Style-modulated convolution with noise, bias and activation (StyleGAN2 §2).</summary>
public sealed class SynthesisLayer : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "noise_strength")]
    private readonly Parameter? _noiseStrength;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "resample_filter")]
    private readonly Tensor _filter;

    [ComponentName(Name = "noise_const")]
    private readonly Tensor? _noise;

    [ComponentName(Name = "affine")]
    private readonly FullyConnected _affine;

    /// <summary>Creates a layer with initial weights.</summary>
    public SynthesisLayer(SynthesisLayerConfig config)
        : base(nameof(SynthesisLayer))
    {
        Config = config;
        _affine = new FullyConnected(config.StyleWidth, config.InChannels, biasInit: 1);
        _filter = Initial.FilterBuffer();
        _weight = Initial.Normal(1, config.OutChannels, config.InChannels, config.Kernel, config.Kernel);
        _bias = Initial.Constant(0, config.OutChannels);
        if (config.UseNoise)
        {
            _noiseStrength = Initial.Constant(0);
            _noise = Initial.NormalBuffer(config.Resolution, config.Resolution);
        }
        RegisterComponents();
    }

    /// <summary>Shape of the layer.</summary>
    public SynthesisLayerConfig Config { get; }

    /// <summary>Kernel, [O, I, k, k].</summary>
    public Tensor Weight => _weight;

    /// <summary>Bias, [O].</summary>
    public Tensor Bias => _bias;

    /// <summary>The learned map from w to styles.</summary>
    public FullyConnected Affine => _affine;

    /// <summary>Resampling filter, [4, 4].</summary>
    internal Tensor Filter => _filter;

    /// <summary>Strength of the noise, []; null without noise.</summary>
    public Tensor? NoiseStrength => _noiseStrength;

    /// <summary>Stored noise, [R, R]; null without noise.</summary>
    public Tensor? NoiseConst => _noise;

    /// <summary>Runs the layer.</summary>
    /// <param name="x">[N, I, R/up, R/up]</param>
    /// <param name="w">[N, K]</param>
    /// <param name="options">Noise and evaluation order.</param>
    /// <param name="gain">Extra gain; also scales the clamp.</param>
    /// <returns>[N, O, R, R]</returns>
    public Tensor Forward(Tensor x, Tensor w, SynthesisOptions options, double gain = 1)
    {
        using var scope = NewDisposeScope();
        var y = ModulatedConv.Apply(
            x, _weight, _affine.forward(w), Noise(x, options), up: Config.Up, padding: Config.Kernel / 2, filter: _filter,
            flipWeight: Config.Up == 1, fused: options.Fused ?? !training); // an up-sampling kernel convolves, others correlate
        return BiasAct.Apply(y, _bias, Config.Activation, gain: Config.Activation.DefaultGain() * gain, clamp: Config.Clamp * gain).MoveToOuterDisposeScope();
    }

    private Tensor? Noise(Tensor x, SynthesisOptions options)
    {
        if (_noise is null || _noiseStrength is null || options.Noise == NoiseMode.None)
            return null;
        if (options.Noise == NoiseMode.Constant)
            return _noise * _noiseStrength; // [R, R]
        var random = options.Random ?? throw new ArgumentException("options: random layer noise needs a RandomSource; pass RandomSource.Seeded(seed).", nameof(options));
        return random.Normal(RandomSource.LayerNoise, x.shape[0], 1, Config.Resolution, Config.Resolution).to(x.dtype).to(x.device) * _noiseStrength; // [N, 1, R, R]
    }
}
