using System.Globalization;
using System.Numerics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;

namespace Workbench.Photos;

/// <summary>Refines a guessed pose by comparing a photograph with a generator's renders: silhouette, low-resolution colours and the given points together, over pose and a nearly average head.</summary>
/// <remarks>
/// Levenberg–Marquardt with numeric derivatives over yaw, pitch, roll, shift, scale and a few directions of W, from several yaws. An iteration costs twelve renders of r² rays, and two syntheses and renders a direction;
/// no gradients are kept, so that the fast renderer works. From a box alone front and back are nearly as good as each other wherever the silhouette is symmetric: the head that may change explains both. Roll, shift and scale move the crop; yaw and pitch make the camera: crop and camera come out canonical.
/// </remarks>
public sealed class PoseRefinement
{
    private static readonly double[] PoseDifferences = [1, 1, 1, 0.004, 0.004, 0.008];
    private const double CodeDifference = 0.25;
    private const int AverageSamples = 1000;

    // Degrees of yaw between starts that are worth refining separately.
    private const double Separation = 40;

    /// <summary>Creates a refinement.</summary>
    /// <param name="config">Settings.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves.</exception>
    public PoseRefinement(PoseRefinementConfig? config = null)
    {
        Config = config ?? new PoseRefinementConfig();
        if (Config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
    }

    /// <summary>Settings.</summary>
    public PoseRefinementConfig Config { get; }

    /// <summary>Refines the placement of a head.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="points">Points or a box in it.</param>
    /// <param name="mask">Where the head is, bright; as large as the photograph. Null when unknown: then only colours count, and the back of a head cannot be told from its front reliably.</param>
    /// <param name="model">Landmarks of the average head; those for the generator unless given.</param>
    /// <param name="progress">Told after every start.</param>
    /// <param name="cancellation">Checked before every render.</param>
    /// <exception cref="ArgumentException">The points cannot be used, or the mask has another size.</exception>
    public RefinedPose Refine(PanoHead head, Picture photo, HeadPoints points, Picture? mask = null, FaceModel? model = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photo);
        if (mask is not null && (mask.Width != photo.Width || mask.Height != photo.Height))
            throw new ArgumentException($"mask: {mask.Width}×{mask.Height} pixels for a photograph of {photo.Width}×{photo.Height}; resize the mask first.", nameof(mask));
        model ??= FaceModel.For(head.Config);
        var fit = HeadFit.Of(points, model, photo.Width, photo.Height, head.Config.CameraRadius);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (average, offset) = Statistics(head, cancellation);
        var directions = Config.Directions == 0 ? null : PrincipalDirections.Fit(head, Math.Min(Config.Directions, head.Config.StyleWidth), Config.DirectionSamples);

        using var evidences = new Evidences(placement => new PoseEvidence(head, photo, mask, placement, points.Known, model, average, offset, directions, Config));
        var candidates = Search(fit, points.Known.Count >= 5, evidences, progress, cancellation);
        var (best, least) = (candidates[0].Placement, double.PositiveInfinity);
        var found = Array.Empty<double>();
        PoseEvidence? winner = null;
        foreach (var candidate in fit.KnowsYaw ? candidates.Take(1) : Apart(candidates).Take(Config.Kept))
        {
            var evidence = evidences.At(candidate.Placement);
            var (x, loss) = Minimise(evidence, (int)(directions?.Deviations.shape[0] ?? 0), Config.Iterations, cancellation);
            if (winner is null || loss < least)
                (best, least, found, winner) = (evidence.Placement(x), loss, x, evidence);
        }
        best = best with { YawDegrees = Math.IEEERemainder(best.YawDegrees, 360), RollDegrees = Math.IEEERemainder(best.RollDegrees, 360) };
        var views = winner!.Render(found);
        var starts = candidates.Select(candidate => new YawStart(candidate.From, candidate.Placement.YawDegrees, candidate.Loss)).OrderBy(start => start.FromDegrees).ToArray();
        return new RefinedPose(best, winner.Code(found), views.ImageRaw.alias(), least, starts, [.. fit.Warnings, .. Remarks(fit, best, mask is not null)]).MoveToOuterDisposeScope();
    }

    private List<(double From, HeadPlacement Placement, double Loss)> Search(HeadFit fit, bool enough, Evidences evidences, IProgress<StepReport>? progress, CancellationToken cancellation)
    {
        var guess = fit.Placement;
        int[] reaches = enough ? [0, -1, 1] : [0, -1, 1, -2, 2, -3, 3];
        double[] yaws = fit.KnowsYaw
            ? [.. reaches.Select(reach => guess.YawDegrees + reach * Config.YawReach)]
            : [.. Enumerable.Range(0, Config.YawStarts).Select(i => 360.0 * i / Config.YawStarts)];
        var candidates = new List<(double, HeadPlacement, double Loss)>();
        foreach (var yaw in yaws)
        {
            using var step = NewDisposeScope();
            var evidence = evidences.At(guess with { YawDegrees = yaw });
            var (x, loss) = Minimise(evidence, 0, Config.SearchIterations, cancellation);
            candidates.Add((yaw, evidence.Placement(x), loss));
            evidence.Release();
            progress?.Report(new StepReport(candidates.Count, yaws.Length, "searching the yaw"));
        }
        return [.. candidates.OrderBy(candidate => candidate.Loss)];
    }

    // Candidates that ended beside a better one would end there again.
    private static IEnumerable<(double From, HeadPlacement Placement, double Loss)> Apart(IReadOnlyList<(double From, HeadPlacement Placement, double Loss)> candidates) => candidates.Where((candidate, i) =>
        candidates.Take(i).All(better => Math.Abs(Math.IEEERemainder(candidate.Placement.YawDegrees - better.Placement.YawDegrees, 360)) >= Separation));

    private static (double[] X, double Loss) Minimise(PoseEvidence evidence, int directions, int iterations, CancellationToken cancellation) => LevenbergMarquardt.Minimise(
        evidence.Residuals, new double[PoseEvidence.PoseCount + directions], [.. PoseDifferences, .. Enumerable.Repeat(CodeDifference, directions)], iterations, 2e-3, cancellation);

    // The average code, and the correction that the generator applies to a frontal camera.
    private static (Tensor Average, Vector3 Offset) Statistics(PanoHead head, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var label = head.ConditioningCamera.ToTensor().to(head.Device);
        var samples = RandomSource.Seeded(0).Normal(RandomSource.Latent, AverageSamples, head.Config.LatentWidth);
        var statistics = StyleStatistics.Of(head.Network, samples, label, cancellation);
        var offset = head.Network.CameraMapping.Map(statistics.MeanCode, label)[.., 0].cpu().data<float>().ToArray(); // [1, 3]
        return (statistics.Average.alias().MoveToOuterDisposeScope(), new Vector3(offset[0], offset[1], offset[2]));
    }

    private static IEnumerable<string> Remarks(HeadFit fit, HeadPlacement found, bool masked)
    {
        var turned = Math.Abs(Math.IEEERemainder(found.YawDegrees - fit.Placement.YawDegrees, 360));
        if (fit.KnowsYaw && turned > 25)
            yield return string.Create(CultureInfo.InvariantCulture, $"The refinement turned the head by {turned:0}° away from the points ({fit.Placement.YawDegrees:0}° to {found.YawDegrees:0}°): look at the check picture before you trust it.");
        if (Math.Abs(found.PitchDegrees) > 35)
            yield return string.Create(CultureInfo.InvariantCulture, $"The pitch of {found.PitchDegrees:0}° is beyond what generators of heads were trained with.");
        if (!masked)
            yield return "Without a mask the outline of the head does not count; a mask makes the pose safer, above all in profile and from behind.";
    }

    /// <summary>Evidences whose planes are freed together, also when the search is cancelled.</summary>
    private sealed class Evidences(Func<HeadPlacement, PoseEvidence> create) : IDisposable
    {
        private readonly List<PoseEvidence> _all = [];

        public PoseEvidence At(HeadPlacement placement)
        {
            var evidence = create(placement);
            _all.Add(evidence);
            return evidence;
        }

        public void Dispose() => _all.ForEach(evidence => evidence.Release());
    }
}
