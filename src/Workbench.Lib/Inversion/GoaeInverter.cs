using System.Diagnostics;
using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>GOAE on a 360° generator (Yuan et al. 2023): a code from a Swin transformer, features of the backbone aligned with the photograph, and the aligned planes taken where the photograph sees.</summary>
/// <remarks>
/// The first plane is mixed by the mask, T = M·T_aligned + (1 − M)·T_code; the others come wholly from the aligned features, as in the released code.
/// <code>
/// using var goae = GoaeInverter.For(head);
/// using var inverted = goae.Invert(head, photo);
/// </code>
/// </remarks>
public sealed partial class GoaeInverter : nn.Module, IInverter
{
    private readonly GoaeEncoder _encoder;
    private readonly FeatureAlignment _alignment;
    private readonly Tensor _average;

    /// <summary>Creates both stages with initial weights and no average code; see <see cref="For"/>.</summary>
    /// <param name="config">Their shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public GoaeInverter(GoaeInverterConfig config)
        : base(nameof(GoaeInverter))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _encoder = new GoaeEncoder(config.Encoder);
        _alignment = new FeatureAlignment(config.Alignment);
        _average = Initial.ZeroBuffer(config.Encoder.StyleWidth);
        register_module("encoder", _encoder);
        register_module("alignment", _alignment);
        register_buffer("latent_avg", _average);
    }

    /// <summary>Creates both stages for a generator, with initial weights and the generator's average code.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="config">Their shape; <see cref="GoaeInverterConfig.For"/> the generator unless given.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself or does not fit the generator.</exception>
    public static GoaeInverter For(PanoHead head, GoaeInverterConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        config ??= GoaeInverterConfig.For(head.Config);
        Refuse(config, head);
        var goae = new GoaeInverter(config);
        if (head.Network.Mapping.Average is { } average)
            using (no_grad())
                goae._average.copy_(average);
        goae.to(head.Device);
        goae.eval();
        return goae;
    }

    /// <summary>Shape of the networks.</summary>
    public GoaeInverterConfig Config { get; }

    /// <summary>What reports call it.</summary>
    public string Name { get; init; } = "GOAE";

    /// <summary>The encoder into W+.</summary>
    public GoaeEncoder Encoder => _encoder;

    /// <summary>The alignment of features.</summary>
    public FeatureAlignment Alignment => _alignment;

    /// <summary>The code that the encoder's output is added to, [K].</summary>
    public Tensor Average => _average;

    /// <inheritdoc/>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photo);
        Refuse(Config, head);
        cancellation.ThrowIfCancellationRequested();
        var wasTraining = training;
        eval();
        try
        {
            using var grad = no_grad();
            using var scope = NewDisposeScope();
            return Run(head, photo, progress, cancellation).MoveToOuterDisposeScope();
        }
        finally
        {
            train(wasTraining);
        }
    }

    private InvertedPhoto Run(PanoHead head, Photo photo, IProgress<InversionReport>? progress, CancellationToken cancellation)
    {
        var stages = new List<InversionStage>();
        var image = (photo.Mask is { } seen ? TriGridEncoder.OverGrey(photo.Image, seen, 1) : photo.Image.alias()).to(head.Device); // [1, 3, H, H], white where nothing is seen
        var codes = Timed("code", () => _encoder.call(RefinementPictures.Sized(image, Config.Encoder.Swin.ImageResolution)) + _average); // [1, L, K]
        var latents = new Latents(codes, LatentSpace.WPlus);
        var coded = Timed("planes of the code", () => head.Synthesize(latents));
        TriGridEncoder.Check(codes, $"codes of {Name}", "The weights of its encoder or a photograph hold such numbers; take an intact copy of the encoder's file.");
        TriGridEncoder.Check(coded.Features, $"planes that {head.Name} makes of them", "Its weights hold such numbers; `workbench inspect FILE` names the tensors, then take an intact copy of the file.");
        cancellation.ThrowIfCancellationRequested();
        var views = Timed("first render", () => head.Render(coded, photo.Camera));
        cancellation.ThrowIfCancellationRequested();
        var aligned = Timed("aligned planes", () => Align(head, codes, image, views.Image));
        TriGridEncoder.Check(aligned, $"aligned planes of {Name}", "The weights of its feature alignment hold such numbers; take an intact copy of the alignment's file.");
        var mask = OcclusionEstimator.Estimate(views, coded, Config.Mask);
        var planes = new TriGrid(aligned, coded.Axes, coded.BoxSize) { Latents = latents, Background = coded.Background };
        var grid = Timed("mixed planes", () => TriGridStitcher.Stitch(planes, coded, mask));
        return TriGridEncoder.Inverted(head, photo, grid, latents, stages, Name, progress);

        T Timed<T>(string stage, Func<T> work)
        {
            var clock = Stopwatch.StartNew();
            var result = work();
            stages.Add(new InversionStage($"{Name}: {stage}", 1, 1, clock.Elapsed));
            return result;
        }
    }

    // Planes of a code whose features were aligned on the way, [1, P, C, D, H, W].
    private Tensor Align(PanoHead head, Tensor codes, Tensor photo, Tensor render)
    {
        using var scope = NewDisposeScope();
        // Photo and render are compared at the size of the render.
        var target = RefinementPictures.Sized(photo, (int)render.shape[2]);
        var channels = head.Network.Backbone.Synthesize(codes, new SynthesisSettings().Layers, Config.AlignedResolution, features => _alignment.call(target, render.clamp(-1.5, 1.5), features).Features);
        return TriGrid.FromChannels(channels, head.Config.PlaneDepth, head.Config.PlaneAxes, head.Config.BoxSize).Features.MoveToOuterDisposeScope();
    }

    private static void Refuse(GoaeInverterConfig config, PanoHead head)
    {
        if (config.Misfits(head.Config) is { Count: > 0 } problems)
            throw new ArgumentException("head: " + string.Join(' ', problems), nameof(head));
    }
}
