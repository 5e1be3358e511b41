using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Finds the cells of a head's planes that hold a part: looks at it from a ring of views, has them labelled, and lifts the labels.</summary>
/// <param name="head">The generator.</param>
/// <param name="config">Rule and ring; the defaults unless given.</param>
public sealed class PartLifter(PanoHead head, LiftingConfig? config = null)
{
    private const double FullHead = 0.97;
    private readonly LiftingConfig _config = config ?? new LiftingConfig();

    /// <summary>Lifts parts of one head; the head is rendered and labelled once for all of them.</summary>
    /// <param name="subject">The head.</param>
    /// <param name="parts">Which parts.</param>
    /// <param name="recipes">Whether the published rules smooth, per part; the recipe of each set unless given.</param>
    /// <param name="cancellation">Checked between views.</param>
    /// <exception cref="EditException">The source does not know a part or cannot label the views.</exception>
    public HeadParts Lift(EditableHead subject, IReadOnlyList<PartSet> parts, IReadOnlyList<PartRecipe>? recipes = null, CancellationToken cancellation = default)
    {
        using var survey = Survey(subject, parts, cancellation);
        return Lift(subject, survey, recipes, cancellation);
    }

    /// <summary>Looks at a head and has it labelled; no rule yet.</summary>
    /// <returns>Outside all scopes; the caller disposes.</returns>
    internal HeadSurvey Survey(EditableHead subject, IReadOnlyList<PartSet> parts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(parts);
        if (_config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("Lifting: " + string.Join(' ', problems));
        foreach (var part in parts)
            _ = subject.Labels.Parts.IndicesOf(part); // before any work
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var cameras = ViewRings.Cameras(_config.Ring, head.Config.CameraRadius);
        var options = new RenderOptions { NeuralResolution = _config.Resolution, Background = true, Refine = subject.Labels.ReadsPictures };
        var samples = new List<SurfaceSamples>();
        try
        {
            var views = head.Render(subject.Grid, cameras, options, (rays, sampled) => samples.Add(SurfaceSamples.Of(rays, sampled, _config.LeastWeight).DetachFromDisposeScope()), cancellation: cancellation);
            var labels = subject.Labels.Label(views, cancellation);
            var masks = parts.Select(part => labels.Of(part)).ToArray(); // [V, 1, r, r] each
            var (shares, front) = Shares(PlaneLayout.Of(subject.Grid), views, samples, labels, masks, cancellation);
            return new HeadSurvey(views, labels, [.. parts], masks, shares, front).DetachFromDisposeScope();
        }
        finally
        {
            samples.ForEach(view => view.Dispose());
        }
    }

    /// <summary>Applies the rule to what a survey found.</summary>
    internal HeadParts Lift(EditableHead subject, HeadSurvey survey, IReadOnlyList<PartRecipe>? recipes, CancellationToken cancellation)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var layout = PlaneLayout.Of(subject.Grid);
        var lifted = new List<LiftedPart>();
        for (var i = 0; i < survey.Parts.Count; i++)
        {
            using var step = NewDisposeScope();
            var set = survey.Parts[i];
            var smooth = (recipes?[i] ?? PartRecipe.For(set)).Smooth;
            var (fraction, volume) = Fraction(subject.Grid, survey, i, layout, smooth, cancellation);
            var mask = _config.Rule is LiftingRule.Published or LiftingRule.PerPlane ? fraction.clone() : Refine(fraction, smooth);
            lifted.Add(new LiftedPart(set, mask, fraction, ViewShares(survey, i), volume).MoveToOuterDisposeScope());
        }
        var total = survey.Shares[0].Total;
        var seen = (survey.Front / total.clamp(min: 1e-12) * 3).clamp(0, 1) * total.gt(0).to(ScalarType.Float32);
        var notes = survey.Labels.Notes.Concat(Notes(subject, lifted, total, cancellation)).ToArray();
        return new HeadParts(lifted, seen, survey.ShareViews(), survey.ShareLabels(), notes).MoveToOuterDisposeScope();
    }

    private Tensor Refine(Tensor fraction, bool smooth)
    {
        using var scope = NewDisposeScope();
        var filled = MaskRefinement.Fill(fraction, _config.FillRadius);
        return (_config.Sharpen ? MaskRefinement.Sharpen(filled, smooth ? _config.SmoothSigma : 0) : filled.alias()).MoveToOuterDisposeScope();
    }

    // Contributions of cells over all views for every part, and of the frontal view alone.
    private (CellShares[] Parts, Tensor Front) Shares(PlaneLayout layout, RenderedViews views, List<SurfaceSamples> samples, PartLabels labels, Tensor[] masks, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var sums = masks.Select(_ => new CellShares(Empty(), Empty())).ToArray();
        var front = Empty();
        for (var view = 0; view < views.Cameras.Count; view++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < masks.Length; i++)
            {
                using var inner = NewDisposeScope();
                var one = RatioLifting.Accumulate(samples[view], masks[i][view].reshape(-1), labels.Confidence[view].reshape(-1), layout, _config.LeastWeight);
                sums[i].Labelled.add_(one.Labelled);
                sums[i].Total.add_(one.Total);
                if (i == 0 && Math.Abs(views.Cameras[view].Position.X) < 1e-4 && Math.Abs(views.Cameras[view].Position.Y) < 1e-4 && views.Cameras[view].Position.Z > 0)
                    front.add_(one.Total);
            }
        }
        foreach (var sum in sums)
            sum.MoveToOuterDisposeScope();
        return (sums, front.MoveToOuterDisposeScope());

        Tensor Empty() => zeros(layout.Axes.Count, layout.Depth, layout.Height, layout.Width, device: views.Depth.device);
    }

    private (Tensor Fraction, PartVolume? Volume) Fraction(TriGrid grid, HeadSurvey survey, int part, PlaneLayout layout, bool smooth, CancellationToken cancellation)
    {
        switch (_config.Rule)
        {
            case LiftingRule.Ratio:
                return (survey.Shares[part].Ratio(_config.KnownAbove), null);
            case LiftingRule.Volume:
                var volume = Volume(grid, survey.Views, survey.Labels, survey.Masks[part]);
                return (volume.ToCells(layout), volume);
            default:
                using (var scope = NewDisposeScope())
                {
                    var gradient = survey.Gradient(part, mask => Gradient(grid, survey.Views.Cameras, mask, cancellation));
                    return (GradientLifting.Mask(gradient[0], _config.Rule == LiftingRule.PerPlane, smooth ? _config.SmoothSigma : null).Mask.MoveToOuterDisposeScope(), null);
                }
        }
    }

    private PartVolume Volume(TriGrid grid, RenderedViews views, PartLabels labels, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var reach = PartVolume.Reach * grid.BoxSize;
        var points = PartVolume.Lattice(_config.VolumeCells, reach).to(grid.Features.device);
        var tolerance = Math.Max(0.03, 1.5 * 2 * reach / _config.VolumeCells);
        var volume = PartVolume.Vote(points, views.Cameras, views.Depth, views.Mask, mask, tolerance, labels.Confidence);
        var density = head.Density(grid, points.unsqueeze(0)).view(-1);
        return volume.Extend(nn.functional.softplus(density - 1, 1, 20) > 10).MoveToOuterDisposeScope();
    }

    private Tensor Gradient(TriGrid grid, IReadOnlyList<Camera> cameras, Tensor mask, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var side = _config.GradientResolution ?? Math.Max(4, head.Config.NeuralResolution / 2);
        var small = Resize.Area(mask, side, side);
        var style = grid.Latents?.Codes ?? throw new ArgumentException("grid: the published lifting differentiates colours, which need TriGrid.Latents.", nameof(grid));
        var sum = zeros_like(grid.Features);
        for (var view = 0; view < cameras.Count; view++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var rays = RaySampler.Sample(cameras[view].ToTensor().to(grid.Features.device), side);
            Tensor Draw(TriGrid planes)
            {
                var rendered = TriGridRenderer.Render(planes with { Latents = null, Background = null }, head.Network.Decoder, rays, head.Config.Rendering, RandomSource.Deterministic);
                return head.Network.Dress(rendered, side, null, style, (raw, _, _) => raw.alias()).ImageRaw;
            }
            sum.add_(GradientLifting.Gradient(grid, Draw, small[view].unsqueeze(0)));
        }
        return (sum / cameras.Count).MoveToOuterDisposeScope();
    }

    // Pixels about which nothing is known show nothing.
    private static double[] ViewShares(HeadSurvey survey, int part)
    {
        using var scope = NewDisposeScope();
        var foreground = survey.Views.Mask.gt(0.5).to(ScalarType.Float32);
        var shown = (survey.Masks[part] * foreground * survey.Labels.Confidence.gt(0).to(ScalarType.Float32)).sum([1, 2, 3]) / foreground.sum([1, 2, 3]).clamp(min: 1);
        return [.. shown.cpu().data<float>().ToArray().Select(share => (double)share)];
    }

    private IEnumerable<EditNote> Notes(EditableHead subject, IReadOnlyList<LiftedPart> lifted, Tensor total, CancellationToken cancellation)
    {
        foreach (var part in lifted)
        {
            if (part.VisibleViews == 1)
                yield return new EditNote(EditProblem.FewViews, $"{subject.Name}: only one of {part.ViewShares.Count} views shows {part.Parts}; its shape is known from one side alone.");
            if (part.ViewShares.Count(share => share > FullHead) > part.ViewShares.Count / 2)
                yield return new EditNote(EditProblem.EverythingIsPart, $"{subject.Name}: the labels ({subject.Labels.Name}) call more than {FullHead:p0} of the head {part.Parts} in most views. The whole head would be taken; look at the labels before you trust this edit.");
        }
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var points = PartVolume.Lattice(32, PartVolume.Reach * subject.Grid.BoxSize).to(subject.Grid.Features.device);
        var matter = nn.functional.softplus(head.Density(subject.Grid, points.unsqueeze(0)).view(-1, 1) - 1, 1, 20).gt(10).to(ScalarType.Float32);
        var occupied = SamplingAdjoint.Spread(matter, points, PlaneLayout.Of(subject.Grid)).squeeze(1).gt(0.05);
        var known = occupied.logical_and(total > total.max() * _config.KnownAbove).sum().ToDouble() / Math.Max(1, occupied.sum().ToDouble());
        if (known < 0.5)
            yield return new EditNote(EditProblem.UnknownCells, $"{subject.Name}: the views see only {known:p0} of the cells that hold matter; take the full ring of views.");
    }
}
