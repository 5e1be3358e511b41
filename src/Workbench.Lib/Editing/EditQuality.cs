using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Measures of an edit all round: what it kept, what it took, its seam, and whether its views agree.</summary>
/// <param name="Views">One a view.</param>
/// <param name="ConsistencyTarget">Mean disagreement of neighbouring views of the target, 0…1.</param>
/// <param name="ConsistencyEdited">The same of the result.</param>
/// <param name="SeamCells">Roughness of the edited planes where grids meet, over the target's there; NaN without a transition.</param>
/// <param name="Part">The part that was measured.</param>
public sealed record EditQuality(IReadOnlyList<ViewQuality> Views, double ConsistencyTarget, double ConsistencyEdited, double SeamCells, string Part)
{
    /// <summary>Yaws that are measured.</summary>
    public static IReadOnlyList<double> Yaws { get; } = [0, 45, 90, 135, 180, 225, 270, 315];

    /// <summary>Likeness of the result to the target from the front, the cosine of an identity network; NaN without one.</summary>
    public double IdentityKept { get; init; } = double.NaN;

    /// <summary>Likeness of the result to the reference from the front; for a face swap this one should be high.</summary>
    public double IdentityTaken { get; init; } = double.NaN;

    /// <summary>Likeness of target and reference from the front: what <see cref="IdentityKept"/> and <see cref="IdentityTaken"/> must be compared with.</summary>
    public double IdentityApart { get; init; } = double.NaN;

    /// <summary>What the perceptual numbers are called, LPIPS or LPIPS-demo; empty without a network.</summary>
    public string PerceptualMetric { get; init; } = "";

    /// <summary>What the likenesses are called, ID or ID-demo; empty without a network.</summary>
    public string IdentityMetric { get; init; } = "";

    /// <summary>Disagreement of the result's views over that of the target's.</summary>
    public double ConsistencyRatio => ConsistencyEdited / ConsistencyTarget;

    /// <summary>Mean of a measure over the views where it means something.</summary>
    /// <param name="measure">Picks a measure.</param>
    /// <param name="sector">Which yaws count; all unless given.</param>
    public double Mean(Func<ViewQuality, double> measure, Func<double, bool>? sector = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        var values = Views.Where(view => sector is null || sector(view.YawDegrees)).Select(measure).Where(double.IsFinite).ToArray();
        return values.Length == 0 ? double.NaN : values.Average();
    }

    /// <summary>Whether a yaw looks at the face: within 60° of the front.</summary>
    public static bool IsFront(double yawDegrees) => Math.Abs(Math.IEEERemainder(yawDegrees, 360)) <= 60;

    /// <summary>Whether a yaw looks at the back: beyond 90°.</summary>
    public static bool IsRear(double yawDegrees) => Math.Abs(Math.IEEERemainder(yawDegrees, 360)) > 90;

    /// <summary>Measures an edit of one part.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="target">The target with its labels.</param>
    /// <param name="reference">The reference with its labels.</param>
    /// <param name="edited">Labels of the result; null takes those of the reference within its mask, which leaves the overlap out.</param>
    /// <param name="perceptual">A perceptual network, or null.</param>
    /// <param name="identity">An identity network, or null.</param>
    /// <param name="part">Which part of the edit.</param>
    /// <param name="ideal">The ideal edit where it is known, as of <see cref="IdealEdit.Of"/>; null leaves its measure out.</param>
    /// <param name="cancellation">Checked between views.</param>
    public static EditQuality Measure(
        PanoHead head, HeadEdit edit, EditableHead target, EditableHead reference, IPartLabels? edited = null, IPerceptualDistance? perceptual = null, IdentityLoss? identity = null, int part = 0, HeadSpec? ideal = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var set = edit.Config.SetOf(edit.Config.Parts[part]);
        var cameras = Yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius)).ToArray();
        var options = new RenderOptions { Refine = target.Labels.ReadsPictures || reference.Labels.ReadsPictures || edited?.ReadsPictures == true || identity is not null };
        var viewsT = head.Render(edit.Target, cameras, options, cancellation: cancellation);
        var viewsR = head.Render(edit.References[edit.Config.Parts[part].Reference], cameras, options, cancellation: cancellation);
        var viewsE = edit.Render(head, cameras, options, cancellation: cancellation);
        Tensor Part(IPartLabels source, RenderedViews views) => source.Label(views, cancellation).Of(set).gt(0.5).to(ScalarType.Float32)[.., 0]; // [V, r, r]
        var (partT, partR) = (Part(target.Labels, viewsT), Part(reference.Labels, viewsR));
        var partE = edited is not null
            ? Part(edited, viewsE)
            : edit.Composite(head, cameras, edit.ReferenceMasks[part], options).gt(0.5).to(ScalarType.Float32)[.., 0] * viewsE.Mask[.., 0].gt(0.5).to(ScalarType.Float32);
        var (unitT, unitR, unitE) = (Unit(viewsT), Unit(viewsR), Unit(viewsE));
        var radius = (int)Math.Round(viewsT.Depth.shape[2] / 64.0);
        var truth = ideal is null ? null : IdealEdit.Psnr(viewsE, ideal);
        var measured = new List<ViewQuality>();
        for (var v = 0; v < cameras.Length; v++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            Tensor Foreground(RenderedViews views) => views.Mask[v, 0].gt(0.5).to(ScalarType.Float32);
            var kept = PartMeasures.Protected(Foreground(viewsT), radius, partT[v], partR[v], partE[v]);
            var seam = PartMeasures.BandGradient(unitE[v], partE[v], Foreground(viewsE), radius);
            var natural = new[] { PartMeasures.BandGradient(unitT[v], partT[v], Foreground(viewsT), radius), PartMeasures.BandGradient(unitR[v], partR[v], Foreground(viewsR), radius) }.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            measured.Add(new ViewQuality
            {
                YawDegrees = Yaws[v],
                ProtectedShare = kept.sum().ToDouble() / Math.Max(1, Foreground(viewsT).sum().ToDouble()),
                PreserveL1 = PartMeasures.L1(unitE[v], unitT[v], kept),
                PreservePsnr = PartMeasures.Psnr(unitE[v], unitT[v], kept),
                PreserveLpips = perceptual is null ? double.NaN : Perceptual(perceptual, unitE[v] * kept + unitT[v] * (1 - kept), unitT[v]),
                PartLpips = perceptual is null || (partE[v] * partR[v]).sum().ToDouble() == 0 ? double.NaN : Perceptual(perceptual, Within(unitE[v], partE[v] * partR[v]), Within(unitR[v], partE[v] * partR[v])),
                DepthChange = ((viewsE.Depth[v, 0] - viewsT.Depth[v, 0]).abs() * kept).sum().ToDouble() / kept.sum().ToDouble(),
                PartIou = PartMeasures.Iou(partE[v], partR[v]),
                LabDelta = PartMeasures.LabDelta(unitE[v], partE[v], unitR[v], partR[v]),
                Histogram = PartMeasures.HistogramIntersection(unitE[v], partE[v], unitR[v], partR[v]),
                SeamExcess = seam / Math.Max(1e-6, natural),
                Spill = PartMeasures.Spill(partE[v], partT[v], partR[v], radius),
                IdealPsnr = truth?[v] ?? double.NaN,
            });
        }
        return new EditQuality(measured, Agreement(head, edit.Target, cancellation), Agreement(head, edit.Grid(), cancellation), SeamOf(edit), set.Name)
        {
            IdentityKept = identity is null ? double.NaN : Likeness(identity, viewsE.Image[..1], viewsT.Image[..1]),
            IdentityTaken = identity is null ? double.NaN : Likeness(identity, viewsE.Image[..1], viewsR.Image[..1]),
            IdentityApart = identity is null ? double.NaN : Likeness(identity, viewsT.Image[..1], viewsR.Image[..1]),
            PerceptualMetric = perceptual?.Metric ?? "",
            IdentityMetric = identity?.Metric ?? "",
        };
    }

    private static Tensor Within(Tensor unit, Tensor region) => unit * region + 0.5 * (1 - region);

    private static double Likeness(IdentityLoss network, Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (network.Embed(a), network.Embed(b)); // [1, E]
        return ((x * y).sum() / (x.norm() * y.norm())).ToDouble();
    }

    // Mean disagreement of views 15° apart, all round.
    private static double Agreement(PanoHead head, TriGrid grid, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var errors = new List<double>();
        foreach (var yaw in Yaws.Where((_, i) => i % 2 == 0))
        {
            using var step = NewDisposeScope();
            Camera[] pair = [Camera.At(yaw, radius: head.Config.CameraRadius), Camera.At(yaw + 15, radius: head.Config.CameraRadius)];
            var views = head.Render(grid, pair, new RenderOptions { Refine = false }, cancellation: cancellation);
            errors.Add(ViewAgreement.Of(Unit(views), views.Depth, views.Mask, pair).Error);
        }
        return errors.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    // Mean gradient of the planes where neither head rules alone: result over target.
    private static double SeamOf(HeadEdit edit)
    {
        using var scope = NewDisposeScope();
        var taken = edit.Weights.Cores.Aggregate(edit.Weights.Implicit, (sum, core) => sum + core);
        var seam = GridBlend.ForFeatures(taken.gt(0.05).logical_and(taken.lt(0.95)).to(ScalarType.Float32));
        double Roughness(Tensor planes) =>
            ((planes[TensorIndex.Ellipsis, 1..] - planes[TensorIndex.Ellipsis, ..^1]).abs() * seam[TensorIndex.Ellipsis, 1..]).sum().ToDouble();
        return Roughness(edit.Full) / Roughness(edit.Target.Features);
    }

    private static double Perceptual(IPerceptualDistance network, Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return network.Distance((a * 2 - 1).unsqueeze(0), (b * 2 - 1).unsqueeze(0)).mean().ToDouble();
    }

    private static Tensor Unit(RenderedViews views) => (views.ImageRaw / 2 + 0.5).clamp(0, 1); // [V, 3, r, r]
}
