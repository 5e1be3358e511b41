using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Finds a code, then tunes a copy of the generator until that code shows the photograph (PTI, Roich et al. 2021, as PanoHead uses it).</summary>
/// <remarks>Loss = 0.1·MSE + Σ(feature difference)², Adam on every weight. The copy, its gradients, Adam's moments and the best state so far cost five times the memory of the weights.</remarks>
public sealed class PivotalTuning : IInverter
{
    /// <summary>Creates an inverter.</summary>
    /// <param name="config">Settings; those of PanoHead's script unless given.</param>
    /// <param name="features">The perceptual distance; <see cref="MultiScalePixels"/> unless given. Not disposed.</param>
    /// <param name="pivot">What finds the code; a <see cref="LatentOptimizer"/> with the same distance unless given.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every problem.</exception>
    public PivotalTuning(PivotalTuningConfig? config = null, IFeatureNetwork? features = null, IInverter? pivot = null)
    {
        Config = config ?? new PivotalTuningConfig();
        Features = features ?? new MultiScalePixels();
        Pivot = pivot ?? new LatentOptimizer(features: Features);
        if (Config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
    }

    /// <summary>Settings.</summary>
    public PivotalTuningConfig Config { get; }

    /// <summary>The perceptual distance.</summary>
    public IFeatureNetwork Features { get; }

    /// <summary>What finds the code.</summary>
    public IInverter Pivot { get; }

    /// <summary>Source of all random numbers; fresh streams of <see cref="PivotalTuningConfig.Seed"/> for every photograph unless given.</summary>
    public RandomSource? Random { get; init; }

    /// <inheritdoc/>
    /// <remarks>A pivot that did not finish is returned as it is. When the tuning is cancelled before its first comparison, the pivot is returned, marked as cancelled.</remarks>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var pivot = Pivot.Invert(head, photo, progress, cancellation);
        if (pivot.End != InversionEnd.Finished)
            return pivot.MoveToOuterDisposeScope();
        return TuneAround(pivot, head, photo, progress, cancellation).MoveToOuterDisposeScope();
    }

    /// <summary>Tunes a copy of the generator around a code that is already there, such as an encoder's.</summary>
    /// <param name="head">The generator; never altered.</param>
    /// <param name="photo">The photograph. Its camera is used as it is, so it must be the corrected one.</param>
    /// <param name="pivot">The code, [1, L, K] in W or W+.</param>
    /// <param name="rendering">Sampling of rays; the generator's with the first sample at <see cref="PivotalTuningConfig.Near"/> unless given. The tuned generator keeps it.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Checked before every step and every update.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    public InvertedPhoto Tune(PanoHead head, Photo photo, Latents pivot, RenderingConfig? rendering = null, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photo);
        StyleCodes.Check(pivot, head, nameof(pivot));
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var sampling = rendering ?? head.Config.Rendering.StartingAt(Config.Near);
        var copy = head.CopyInto(sampling, scope);
        copy.Network.train();
        var objective = new PhotoObjective(photo, Features, head.Config.ImageResolution, Config.FeatureResolution, head.Device);
        var codes = pivot.Codes.detach().to(head.Device).clone(); // [1, L, K]
        var label = photo.Camera.ToTensor().to(head.Device); // [1, 25]
        var settings = new SynthesisSettings { Noise = NoiseMode.Constant, Random = Random ?? RandomSource.Seeded(Config.Seed) };
        var weights = copy.Network.parameters().ToArray();
        var best = weights.Select(weight => weight.detach().clone()).ToArray();
        using var adam = optim.Adam(weights, Config.LearningRate, 0.9, 0.999);

        var outcome = new Descent
        {
            Stage = "tuning the generator",
            Steps = Config.Steps,
            Optimizer = adam,
            LearningRate = _ => Config.LearningRate,
            Evaluate = _ => Evaluate(),
            Keep = () => Copy(weights, best),
            PictureEvery = Config.PictureEvery,
            Progress = progress,
        }.Run(cancellation);

        if (outcome.End != InversionEnd.Finished)
            Copy(best, weights);
        adam.zero_grad();
        copy.Network.eval();
        var latents = new Latents(codes, pivot.Space);
        return new InvertedPhoto
        {
            Latents = latents,
            Grid = copy.Synthesize(latents),
            Tuned = copy,
            Camera = photo.Camera,
            Rendering = sampling,
            Losses = outcome.Losses,
            Stages = [outcome.Stage],
            End = outcome.End,
            Provenance = $"{photo.Name}: {head.Name} tuned around the code, {outcome.Stage.Steps} of {Config.Steps} steps, {Features.Name}",
        }.MoveToOuterDisposeScope();

        StepLoss Evaluate()
        {
            var output = copy.Network.Synthesis(codes, label, settings);
            var (pixel, perceptual) = objective.Compare(output.Image);
            return new StepLoss(pixel * Config.PixelWeight + perceptual * Config.PerceptualWeight, pixel, perceptual, null, null, output.Image);
        }
    }

    private InvertedPhoto TuneAround(InvertedPhoto pivot, PanoHead head, Photo photo, IProgress<InversionReport>? progress, CancellationToken cancellation)
    {
        try
        {
            var tuned = Tune(pivot.Tuned ?? head, photo with { Camera = pivot.Camera }, pivot.Latents, pivot.Rendering, progress, cancellation);
            return tuned with
            {
                Stages = [.. pivot.Stages, .. tuned.Stages],
                Provenance = $"{pivot.Provenance}; {tuned.Provenance}",
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return pivot with { End = InversionEnd.Cancelled }; // nothing was tuned yet: the pivot is the best so far
        }
    }

    private static void Copy(IReadOnlyList<Tensor> from, IReadOnlyList<Tensor> to)
    {
        using var grad = no_grad();
        for (var i = 0; i < from.Count; i++)
            to[i].copy_(from[i]);
    }
}
