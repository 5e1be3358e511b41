using TorchSharp.Utils;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Generator;

/// <summary>How a head is seen and dressed.</summary>
public sealed record SynthesisSettings
{
    /// <summary>Pixels a side of the neural rendering; the configuration's unless given.</summary>
    public int? NeuralResolution { get; init; }

    /// <summary>Layer noise of backbone and background.</summary>
    public NoiseMode Noise { get; init; } = NoiseMode.Constant;

    /// <summary>Source of ray jitter, importance quantiles and layer noise.</summary>
    public RandomSource Random { get; init; } = RandomSource.Deterministic;

    /// <summary>Styles of the background; the head's own unless given. Missing ones repeat the last.</summary>
    public Tensor? BackgroundStyles { get; init; }

    internal SynthesisOptions Layers => new(Noise, Random);
}

/// <summary>What the network shows of N heads seen by N cameras.</summary>
/// <param name="Image">[N, 3, H, H], −1…1.</param>
/// <param name="ImageRaw">[N, 3, r, r], −1…1.</param>
/// <param name="Depth">[N, 1, r, r], distance along the ray, world units.</param>
/// <param name="Mask">1.002·W − 0.001, [N, 1, r, r].</param>
public sealed record SynthesisOutput(Tensor Image, Tensor ImageRaw, Tensor Depth, Tensor Mask) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Image, ImageRaw, Depth, Mask];
}

/// <summary>The PanoHead generator as a module: mapping, tri-grid synthesis, rendering, background, super-resolution, self-adaptive camera (PanoHead, CVPR 2023). Differentiable.</summary>
/// <remarks>State-dict names equal those of the released checkpoints.</remarks>
public sealed class PanoHeadNetwork : nn.Module
{
    [ComponentName(Name = "backbone")]
    private readonly StyleBackbone _backbone;

    [ComponentName(Name = "superresolution")]
    private readonly SuperResolution _superResolution;

    [ComponentName(Name = "bcg_synthesis")]
    private readonly SynthesisNetwork? _background;

    [ComponentName(Name = "torgb")]
    private readonly ToRgbLayer? _rawColours;

    [ComponentName(Name = "decoder")]
    private readonly TriGridDecoder _decoder;

    [ComponentName(Name = "t_mapping")]
    private readonly MappingNetwork _cameraMapping;

    /// <summary>Creates a generator with initial weights.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every problem.</exception>
    public PanoHeadNetwork(PanoHeadConfig config)
        : base(nameof(PanoHeadNetwork))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _backbone = new StyleBackbone(config);
        _superResolution = new SuperResolution(config.SuperResolution);
        if (config.HasBackground)
            _background = new SynthesisNetwork(config.Background);
        if (config.HasRawColourLayer)
            _rawColours = new ToRgbLayer(config.FeatureChannels, 3, config.StyleWidth);
        _decoder = new TriGridDecoder(config.PlaneFeatures, config.DecoderHidden, config.FeatureChannels, config.DecoderLearningRateMultiplier, config.DecoderActivation);
        _cameraMapping = new MappingNetwork(config.CameraMapping);
        RegisterComponents();
    }

    /// <summary>Shape and behaviour.</summary>
    public PanoHeadConfig Config { get; }

    /// <summary>Maps z and label to w.</summary>
    public MappingNetwork Mapping => _backbone.Mapping;

    /// <summary>Makes planes.</summary>
    public SynthesisNetwork Backbone => _backbone.Synthesis;

    /// <summary>Paints what lies behind the head; null without background.</summary>
    public SynthesisNetwork? Background => _background;

    /// <summary>Colours of the raw image; null when they are the first three features.</summary>
    public ToRgbLayer? RawColours => _rawColours;

    /// <summary>Density and colour of a point.</summary>
    public TriGridDecoder Decoder => _decoder;

    /// <summary>Super-resolution.</summary>
    public SuperResolution SuperResolution => _superResolution;

    /// <summary>Offset of the camera (PanoHead §3.3).</summary>
    public MappingNetwork CameraMapping => _cameraMapping;

    /// <summary>Maps codes and conditioning cameras to styles.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="condition">Camera labels, [N, 25].</param>
    /// <param name="truncation">ψ.</param>
    /// <param name="cutoff">How many leading styles are truncated; all when null.</param>
    /// <param name="updateAverage">Move the average of w (training).</param>
    /// <returns>[N, L, K]</returns>
    public Tensor Map(Tensor z, Tensor condition, double truncation = 1, int? cutoff = null, bool updateAverage = false)
    {
        using var scope = NewDisposeScope();
        return Mapping.Map(z, Condition(condition), truncation, cutoff, updateAverage).MoveToOuterDisposeScope();
    }

    /// <summary>Moves cameras by the learned self-adaptive offset.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="truncation">ψ of the offset.</param>
    /// <param name="cutoff">Cutoff of the offset.</param>
    /// <returns>Corrected labels [N, 25] and offsets [N, 3], world units.</returns>
    public (Tensor Cameras, Tensor Offsets) CorrectCameras(Tensor z, Tensor cameras, double truncation = 1, int? cutoff = null)
    {
        using var scope = NewDisposeScope();
        var offsets = _cameraMapping.Map(z, Condition(cameras), truncation, cutoff)[.., 0]; // [N, 3]
        return (MoveCameras(Config.ConditionZero ? zeros_like(cameras) : cameras, offsets).MoveToOuterDisposeScope(), offsets.MoveToOuterDisposeScope());
    }

    /// <summary>Adds offsets to the translation of camera labels.</summary>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="offsets">[N, 3], world units.</param>
    public static Tensor MoveCameras(Tensor cameras, Tensor offsets)
    {
        using var scope = NewDisposeScope();
        var moved = cameras.unbind(1);
        for (var axis = 0; axis < 3; axis++)
            moved[3 + 4 * axis] = moved[3 + 4 * axis] + offsets[.., axis];
        return stack(moved, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Synthesises the planes of heads.</summary>
    /// <param name="ws">[N, L, K]</param>
    /// <param name="settings">Noise.</param>
    public TriGrid Synthesize(Tensor ws, SynthesisSettings settings)
    {
        using var scope = NewDisposeScope();
        var channels = Backbone.Synthesize(ws, settings.Layers); // [N, P·C·D, H, W]
        return TriGrid.FromChannels(channels, Config.PlaneDepth, Config.PlaneAxes, Config.BoxSize).MoveToOuterDisposeScope();
    }

    /// <summary>Paints the feature image behind heads; null without background.</summary>
    /// <param name="ws">[N, ≥ 1, K]; missing styles repeat the last, surplus ones are ignored.</param>
    /// <param name="settings">Noise and, if given, other styles.</param>
    /// <returns>[N, C, s, s] at the input resolution of the super-resolution.</returns>
    public Tensor? SynthesizeBackground(Tensor ws, SynthesisSettings settings)
    {
        if (_background is null)
            return null;
        using var scope = NewDisposeScope();
        return _background.Synthesize(BackgroundStyles(_background, settings.BackgroundStyles ?? ws), settings.Layers).MoveToOuterDisposeScope();
    }

    /// <summary>Styles of the background: missing ones repeat the last.</summary>
    /// <param name="background">The background network.</param>
    /// <param name="ws">[N, ≥ 1, K]</param>
    internal static Tensor BackgroundStyles(SynthesisNetwork background, Tensor ws)
    {
        var missing = background.Config.StyleCount - ws.shape[1];
        return missing > 0 ? cat([ws, ws[.., ^1..].expand(-1, missing, -1)], 1) : ws.alias();
    }

    /// <summary>Renders planes and dresses the result.</summary>
    /// <param name="grid">Planes of N heads.</param>
    /// <param name="background">Feature image of <see cref="SynthesizeBackground"/>, or null for empty space.</param>
    /// <param name="ws">[N, L, K]; the last style colours and refines.</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="settings">Resolution and random source.</param>
    public SynthesisOutput Render(TriGrid grid, Tensor? background, Tensor ws, Tensor cameras, SynthesisSettings settings)
    {
        using var scope = NewDisposeScope();
        var side = settings.NeuralResolution ?? Config.NeuralResolution;
        var rays = TriGridRenderer.Render(grid, _decoder, RaySampler.Sample(cameras, side), Config.Rendering, settings.Random);
        return Dress(rays, side, background, ws).MoveToOuterDisposeScope();
    }

    /// <summary>Turns rendered rays into images: background, raw colours, super-resolution (PanoHead §3.2).</summary>
    /// <param name="rays">[N, r², …]</param>
    /// <param name="side">r.</param>
    /// <param name="background">Feature image, or null.</param>
    /// <param name="ws">[N, L, K]</param>
    public SynthesisOutput Dress(RenderedRays rays, int side, Tensor? background, Tensor ws) => Dress(rays, side, background, ws, (raw, features, styles) => _superResolution.Forward(raw, features, styles));

    // With another implementation of the super-resolution: raw image, features and styles to the image.
    internal SynthesisOutput Dress(RenderedRays rays, int side, Tensor? background, Tensor ws, Func<Tensor, Tensor, Tensor, Tensor> refine)
    {
        using var scope = NewDisposeScope();
        var features = Image(rays.Features, side); // [N, C, r, r]
        var opacity = Image(rays.Opacity, side); // [N, 1, r, r]
        if (Config.DecoderActivation == DecoderActivation.Sigmoid)
            features = features * 2 - 1;
        if (background is not null)
            features = features + (1 - opacity) * Resize.Bilinear(background, side, side, Config.SuperResolution.Antialias);
        var raw = _rawColours is null ? features[.., ..3].clone() : _rawColours.Forward(features, ws[.., ^1]);
        var image = refine(raw, features, ws);
        return new SynthesisOutput(image, raw, Image(rays.Depth, side), opacity * 1.002 - 0.001).MoveToOuterDisposeScope();
    }

    /// <summary>Synthesises and renders N heads seen by N cameras.</summary>
    /// <param name="ws">[N, L, K]</param>
    /// <param name="cameras">[N, 25], used as they are.</param>
    /// <param name="settings">Resolution, noise, random source.</param>
    public SynthesisOutput Synthesis(Tensor ws, Tensor cameras, SynthesisSettings settings)
    {
        using var scope = NewDisposeScope();
        // The reference draws the backbone's noise, the renderer's numbers and the background's noise in this order.
        var grid = Synthesize(ws, settings);
        var side = settings.NeuralResolution ?? Config.NeuralResolution;
        var rays = TriGridRenderer.Render(grid, _decoder, RaySampler.Sample(cameras, side), Config.Rendering, settings.Random);
        return Dress(rays, side, SynthesizeBackground(ws, settings), ws).MoveToOuterDisposeScope();
    }

    /// <summary>Heads from codes, the training-time path: cameras condition the mapping and are corrected before rendering.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="settings">Resolution, noise, random source.</param>
    /// <param name="truncation">ψ of styles and camera offset.</param>
    /// <param name="cutoff">Cutoff of both.</param>
    public SynthesisOutput Forward(Tensor z, Tensor cameras, SynthesisSettings settings, double truncation = 1, int? cutoff = null)
    {
        using var scope = NewDisposeScope();
        var ws = Map(z, cameras, truncation, cutoff);
        var (corrected, _) = CorrectCameras(z, cameras, truncation, cutoff);
        return Synthesis(ws, corrected, settings).MoveToOuterDisposeScope();
    }

    /// <summary>Colours and raw densities of points, without crop.</summary>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <param name="ws">[N, L, K]</param>
    /// <param name="settings">Noise.</param>
    /// <returns>Colours [N, M, C] and raw densities [N, M, 1].</returns>
    public (Tensor Colours, Tensor Densities) Query(Tensor points, Tensor ws, SynthesisSettings settings)
    {
        using var scope = NewDisposeScope();
        var (colours, densities) = TriGridRenderer.Query(Synthesize(ws, settings), _decoder, points);
        return (colours.MoveToOuterDisposeScope(), densities.MoveToOuterDisposeScope());
    }

    private Tensor Condition(Tensor cameras) => Config.ConditionZero ? zeros_like(cameras) : cameras * Config.ConditionScale;

    private static Tensor Image(Tensor rays, int side) => rays.transpose(1, 2).reshape(rays.shape[0], rays.shape[2], side, side); // [N, C, r, r]

    private sealed class StyleBackbone : nn.Module
    {
        [ComponentName(Name = "synthesis")]
        private readonly SynthesisNetwork _synthesis;

        [ComponentName(Name = "mapping")]
        private readonly MappingNetwork _mapping;

        public StyleBackbone(PanoHeadConfig config)
            : base(nameof(StyleBackbone))
        {
            _synthesis = new SynthesisNetwork(config.Backbone);
            _mapping = new MappingNetwork(config.Mapping);
            RegisterComponents();
        }

        public SynthesisNetwork Synthesis => _synthesis;

        public MappingNetwork Mapping => _mapping;
    }
}
