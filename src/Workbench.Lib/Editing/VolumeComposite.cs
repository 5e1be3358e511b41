using TorchSharp.Modules;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Two heads in one space: at every point of a ray densities and colours of both are mixed by the probability of the part. No cell is shared, so nothing leaks from front to back; slower, and two grids must be kept.</summary>
/// <remarks>
/// s = (1 − p)·s_t + p·s_r on the decoder's raw outputs, before softplus; colours likewise; crop, march. Both rounds of samples see the joined heads. Background, raw colours and super-resolution
/// are the target's. Hard labels cut through soft densities, so p is blurred by a Gaussian of <see cref="FeatherWorld"/>. What no view saw and no neighbour settled is the target's.
/// </remarks>
public sealed record VolumeComposite : TensorRecord
{
    /// <summary>σ of the blur of the probability, world units.</summary>
    public const double FeatherWorld = 0.02;

    private readonly PanoHead _head;
    private readonly TriGrid _target, _reference;
    private readonly Tensor _probability; // [1, 1, G, G, G]
    private readonly HeadAlignment _alignment;
    private readonly double _reach;

    /// <summary>Joins two heads by votes of points.</summary>
    /// <remarks>Hair: what is the part in either head comes from the reference, so the target's own goes. Other parts: only where the reference has them.</remarks>
    /// <param name="head">The generator.</param>
    /// <param name="target">Who keeps the identity; stays the caller's.</param>
    /// <param name="reference">Who gives the part; stays the caller's.</param>
    /// <param name="targetPart">The part of the target, lifted by <see cref="LiftingRule.Volume"/>.</param>
    /// <param name="referencePart">The part of the reference, likewise.</param>
    /// <param name="alignment">Where the reference has what the target has at x; at x too unless given.</param>
    /// <exception cref="ArgumentException">A part has no volume, their lattices differ, or the grids do not belong together.</exception>
    public VolumeComposite(PanoHead head, TriGrid target, TriGrid reference, LiftedPart targetPart, LiftedPart referencePart, HeadAlignment? alignment = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        if (targetPart?.Volume is not { } from || referencePart?.Volume is not { } to || from.Probability.numel() != to.Probability.numel())
            throw new ArgumentException("Both parts must be lifted with LiftingRule.Volume and equally fine lattices.", nameof(targetPart));
        if (target.Count != 1 || !target.Features.shape.AsSpan().SequenceEqual(reference.Features.shape) || target.BoxSize != reference.BoxSize || !target.Axes.Equals(reference.Axes))
            throw new ArgumentException("Both grids must hold one head and come from one generator.", nameof(reference));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        (_head, _target, _reference, _alignment, _reach) = (head, target, reference, alignment ?? HeadAlignment.None, PartVolume.Reach * target.BoxSize);
        var side = (long)Math.Round(Math.Cbrt(from.Probability.numel()));
        Tensor Lattice(PartVolume volume) => volume.Probability.clamp(min: 0).view(1, 1, side, side, side); // z slowest, x fastest
        var taken = Lattice(to);
        if (_alignment != HeadAlignment.None)
            taken = At(taken, _alignment.Apply(to.Points).unsqueeze(0)).view(1, 1, side, side, side);
        if (PartRecipe.For(targetPart.Parts).Rule == FusionRule.Union)
            taken = 1 - (1 - Lattice(from)) * (1 - taken);
        _probability = Blur(taken, FeatherWorld / (2 * _reach / side)).MoveToOuterDisposeScope();
    }

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<EditNote> Notes { get; init; } = [];

    /// <summary>How far points belong to the reference, 0…1.</summary>
    /// <param name="points">World coordinates, [1, M, 3].</param>
    /// <returns>[1, M, 1]</returns>
    public Tensor Probability(Tensor points) => At(_probability, points);

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [_probability];

    /// <summary>Shows the joined heads, dressed by the target's code.</summary>
    /// <param name="cameras">Cameras.</param>
    /// <param name="options">Resolution, sampling, and whether to refine.</param>
    /// <param name="cancellation">Checked between views.</param>
    public RenderedViews Render(IReadOnlyList<Camera> cameras, RenderOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        options ??= new RenderOptions();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var side = options.NeuralResolution ?? _head.Config.NeuralResolution;
        var style = _target.Latents?.Codes ?? throw new InvalidOperationException("The target's planes carry no latents, so they cannot be coloured. Set TriGrid.Latents.");
        var outputs = new List<SynthesisOutput>();
        foreach (var camera in cameras)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var rays = RaySampler.Sample(camera.ToTensor().to(_target.Features.device), side);
            var rendered = March(rays, options.Rendering ?? _head.Config.Rendering, options.Random);
            outputs.Add(_head.Network.Dress(rendered, side, options.Background ? _target.Background : null, style, options.Refine ? (raw, features, ws) => _head.Network.SuperResolution.Forward(raw, features, ws) : (raw, _, _) => raw.alias()).MoveToOuterDisposeScope());
        }
        return new RenderedViews(
            cat([.. outputs.Select(output => output.Image)]), cat([.. outputs.Select(output => output.ImageRaw)]),
            cat([.. outputs.Select(output => output.Depth)]), cat([.. outputs.Select(output => output.Mask)]), [.. cameras]).MoveToOuterDisposeScope();
    }

    /// <summary>Fits one tri-grid to the joined heads, which can then be rendered and kept like any other.</summary>
    /// <param name="start">Where the fit begins: the planes of the edit, [1, P, C, D, H, W].</param>
    /// <param name="config">Settings.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>Planes of the same shape.</returns>
    public Tensor Bake(Tensor start, BakingConfig? config = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        config ??= new BakingConfig();
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("Baking: " + string.Join(' ', problems), nameof(config));
        Shape.Check(start, "N P C D H W", [("N", 1)]);
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var planes = new Parameter(start.detach().clone());
        using var adam = optim.Adam([planes], config.LearningRate);
        var random = RandomSource.Seeded(config.Seed);
        var sampling = _head.Config.Rendering;
        for (var i = 0; i < config.Steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var pose = random.Uniform(RandomSource.Camera, 2).data<float>().ToArray();
            var all = RaySampler.Sample(Camera.At(360 * pose[0], 60 * pose[1] - 30, _head.Config.CameraRadius).ToTensor().to(start.device), config.Resolution);
            var chosen = (random.Uniform("rays", config.Rays) * all.Directions.shape[1]).to(ScalarType.Int64).to(start.device);
            var rays = new Rays(all.Origins.index_select(1, chosen), all.Directions.index_select(1, chosen));
            RenderedRays wanted;
            using (no_grad())
                wanted = March(rays, sampling, RandomSource.Deterministic);
            var shown = TriGridRenderer.Render(_target with { Features = planes, Latents = null, Background = null }, _head.Network.Decoder, rays, sampling, RandomSource.Deterministic);
            var loss = (shown.Features - wanted.Features).abs().mean() + (shown.Opacity - wanted.Opacity).abs().mean();
            adam.zero_grad();
            loss.backward();
            adam.step();
            progress?.Report(new StepReport(i + 1, config.Steps, "baking"));
        }
        return planes.detach().clone().MoveToOuterDisposeScope();
    }

    private RenderedRays March(Rays rays, RenderingConfig config, RandomSource random) =>
        TriGridRenderer.RenderField(Field, _target.BoxSize, 2 * TriGridRenderer.FloatsPerSample(_target, _head.Network.Decoder), rays, config, random);

    private (Tensor Colours, Tensor Densities) Field(Tensor points)
    {
        using var scope = NewDisposeScope();
        var (colourT, densityT) = TriGridRenderer.Query(_target, _head.Network.Decoder, points);
        var (colourR, densityR) = TriGridRenderer.Query(_reference, _head.Network.Decoder, _alignment.Apply(points[0]).unsqueeze(0));
        var p = Probability(points); // [1, M, 1]
        var q = 1 - p;
        return ((q * colourT + p * colourR).MoveToOuterDisposeScope(), (q * densityT + p * densityR).MoveToOuterDisposeScope());
    }

    // Trilinear; beyond the centres of the outermost cells their value goes on.
    private Tensor At(Tensor lattice, Tensor points)
    {
        using var scope = NewDisposeScope();
        var border = 1 - 1.0 / lattice.shape[4];
        return TriGridSampler.Volume(lattice, (points / _reach).clamp(-border, border)).MoveToOuterDisposeScope();
    }

    // Separable in three dimensions, one axis after the other in the place of the last; the border goes on outside.
    private static Tensor Blur(Tensor volume, double sigma)
    {
        using var scope = NewDisposeScope();
        var taps = 2 * (int)Math.Ceiling(2 * sigma) + 1;
        var (side, reach) = (volume.shape[4], taps / 2);
        var kernel = Morphology.Kernel(taps, sigma).to(volume.device).view(1, 1, 1, taps);
        var x = volume.view(side, side, side);
        for (var axis = 0; axis < 3; axis++)
        {
            var rows = nn.functional.pad(x.reshape(-1, 1, side), [reach, reach], PaddingModes.Replicate).unsqueeze(2);
            x = nn.functional.conv2d(rows, kernel).view(side, side, side).permute(2, 0, 1).contiguous();
        }
        return x.view(1, 1, side, side, side).MoveToOuterDisposeScope();
    }
}
