using TorchSharp.Modules;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Optimises the code of a head until it looks like a photograph (projection of StyleGAN2, appendix D, as PanoHead uses it).</summary>
/// <remarks>
/// Loss = 0.1·MSE + Σ(feature difference)² + mean((w − average)²) + 10⁵ · noise correlation, Adam. Starts at the average head.
/// Random order: with optimised noise one normal image a backbone layer, coarse to fine; then every step the noise on the code, the ray jitter, the importance quantiles.
/// Works on a copy of the generator: costs the memory of its weights once more.
/// </remarks>
public sealed class LatentOptimizer : IInverter
{
    /// <summary>The stream of the noise added to the code.</summary>
    public const string InputNoiseStream = "input-noise";

    // PanoHead's scripts write 3.14/2 for the frontal angles.
    private const double QuarterTurn = 3.14 / 2;

    /// <summary>Creates an optimiser.</summary>
    /// <param name="config">Settings; those of PanoHead's script unless given.</param>
    /// <param name="features">The perceptual distance; <see cref="MultiScalePixels"/> unless given. Not disposed.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every problem.</exception>
    public LatentOptimizer(LatentOptimizerConfig? config = null, IFeatureNetwork? features = null)
    {
        Config = config ?? new LatentOptimizerConfig();
        Features = features ?? new MultiScalePixels();
        if (Config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
    }

    /// <summary>Settings.</summary>
    public LatentOptimizerConfig Config { get; }

    /// <summary>The perceptual distance.</summary>
    public IFeatureNetwork Features { get; }

    /// <summary>Source of all random numbers; fresh streams of <see cref="LatentOptimizerConfig.Seed"/> for every photograph unless given.</summary>
    public RandomSource? Random { get; init; }

    /// <summary>The code to start at, in W or W+; the average code unless given. Not disposed.</summary>
    public Latents? Start { get; init; }

    /// <summary>The camera that average and spread of W are conditioned on; the frontal one of PanoHead's script unless given.</summary>
    public Camera? ConditioningCamera { get; init; }

    /// <summary>Called with (step, codes [1, L, K]) after every update, inside the dispose scope of the step.</summary>
    public event Action<int, Tensor>? Updated;

    /// <inheritdoc/>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photo);
        if (Start is not null)
            StyleCodes.Check(Start, head, nameof(Start));
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var rendering = head.Config.Rendering.StartingAt(Config.Near);
        var copy = head.CopyInto(rendering, scope);
        foreach (var weight in copy.Network.parameters())
            weight.requires_grad_(false); // gradients reach codes and noise only

        var random = Random ?? RandomSource.Seeded(Config.Seed);
        var statistics = Statistics(copy, cancellation);
        var camera = Config.CorrectCamera ? Corrected(copy.Network, statistics, photo.Camera) : photo.Camera;
        var objective = new PhotoObjective(photo, Features, head.Config.ImageResolution, Config.FeatureResolution, head.Device);
        var codes = InitialCodes(statistics, head);
        var noise = Config.OptimizeNoise ? new NoiseImages(copy.Network.Backbone, random) : null;
        using var adam = optim.Adam([codes, .. noise?.Parameters ?? []], Config.LearningRate, 0.9, 0.999);
        var kept = codes.detach().clone();
        var label = camera.ToTensor().to(head.Device); // [1, 25]
        var settings = new SynthesisSettings { Noise = NoiseMode.Constant, Random = random };

        var outcome = new Descent
        {
            Stage = "optimising the code",
            Steps = Config.Steps,
            Optimizer = adam,
            LearningRate = step => OptimizationSchedule.LearningRate(step, Config.Steps, Config.LearningRate, Config.LearningRateFall, Config.LearningRateRise),
            Evaluate = Evaluate,
            Keep = () =>
            {
                kept.copy_(codes);
                noise?.Keep();
            },
            Updated = step =>
            {
                noise?.Normalize();
                Updated?.Invoke(step, StyleCodes.EveryLayer(codes.detach(), head));
            },
            PictureEvery = Config.PictureEvery,
            Progress = progress,
        }.Run(cancellation);

        noise?.Finish(outcome.End == InversionEnd.Finished);
        foreach (var weight in copy.Network.parameters())
            weight.requires_grad_(true);
        var found = outcome.End == InversionEnd.Finished ? codes.detach() : kept;
        var latents = new Latents(StyleCodes.EveryLayer(found, head).clone(), Config.Space);
        return new InvertedPhoto
        {
            Latents = latents,
            Grid = copy.Synthesize(latents),
            Tuned = noise is null ? null : copy,
            Camera = camera,
            Rendering = rendering,
            Losses = outcome.Losses,
            Stages = [outcome.Stage],
            End = outcome.End,
            Provenance = $"{photo.Name}: code of {head.Name} optimised in {(Config.Space == LatentSpace.W ? "W" : "W+")}, {outcome.Stage.Steps} of {Config.Steps} steps, {Features.Name}{(noise is null ? "" : ", noise optimised")}",
        }.MoveToOuterDisposeScope();

        StepLoss Evaluate(int step)
        {
            noise?.Install();
            var strength = statistics.Spread * OptimizationSchedule.InputNoise(step, Config.Steps, Config.InputNoise, Config.InputNoiseLength);
            var jittered = codes + random.Normal(InputNoiseStream, codes.shape).to(codes.device) * strength; // [1, L or 1, K]
            var output = copy.Network.Synthesis(StyleCodes.EveryLayer(jittered, head), label, settings);
            var (pixel, perceptual) = objective.Compare(output.Image);
            var distance = (codes - statistics.Average).square().mean();
            var total = pixel * Config.PixelWeight + perceptual * Config.PerceptualWeight + distance * Config.CodeWeight;
            var correlation = noise?.Penalty();
            if (correlation is not null)
                total = total + correlation * Config.NoiseWeight;
            return new StepLoss(total, pixel, perceptual, distance, correlation, output.Image);
        }
    }

    private StyleStatistics Statistics(PanoHead head, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var camera = ConditioningCamera ?? Camera.LookAt(QuarterTurn, QuarterTurn, radius: head.Config.CameraRadius);
        var samples = new NumpyRandom(Config.AverageSeed).Randn(Config.AverageSamples, head.Config.LatentWidth); // [n, Z]
        return StyleStatistics.Of(head.Network, samples, camera.ToTensor().to(head.Device), cancellation).MoveToOuterDisposeScope();
    }

    // The script feeds the label as it is, without the generator's conditioning scale.
    private static Camera Corrected(PanoHeadNetwork network, StyleStatistics statistics, Camera camera)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var label = camera.ToTensor().to(statistics.MeanCode.device); // [1, 25]
        var offset = network.CameraMapping.Map(statistics.MeanCode, label)[.., 0]; // [1, 3]
        return Camera.FromTensor(PanoHeadNetwork.MoveCameras(label, offset))[0];
    }

    // One code for all layers [1, 1, K] in W, a code a layer [1, L, K] in W+. A start in W+ is averaged over its layers for W.
    private Parameter InitialCodes(StyleStatistics statistics, PanoHead head)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var start = Start?.Codes.detach().to(head.Device) ?? statistics.Average;
        var codes = Config.Space == LatentSpace.W ? start.mean([1], keepdim: true) : StyleCodes.EveryLayer(start, head);
        return (Parameter)new Parameter(codes.clone()).MoveToOuterDisposeScope();
    }
}
