using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Editing;

/// <summary>Views of procedural heads as a perfect generator would render them, and what is true of them.</summary>
internal static class TrueViews
{
    /// <summary>Views of a head, [V, 3, side, side]; the caller's scope owns them.</summary>
    public static RenderedViews Of(HeadSpec head, IReadOnlyList<Camera> cameras, int side)
    {
        using var scope = NewDisposeScope();
        var truth = HeadRenderer.Render(head, cameras, side);
        var image = truth.Image();
        return Workbench.Ops.TensorRecordScopes.MoveToOuterDisposeScope(new RenderedViews(image, image.alias(), truth.Depth, truth.Parts.ne(0).to(ScalarType.Float32).unsqueeze(1), cameras));
    }

    /// <summary>Sixteen yaws at the height of the head.</summary>
    public static IReadOnlyList<Camera> Ring { get; } = Camera.Orbit(16);

    /// <summary>Intersection over union of a part in some views: labels above ½ against the truth.</summary>
    public static double Overlap(PartLabels labels, PartLabels truth, PartSet part, IEnumerable<int> views)
    {
        using var scope = NewDisposeScope();
        var index = tensor(views.Select(view => (long)view).ToArray());
        var (a, b) = (labels.Of(part).index_select(0, index).gt(0.5), truth.Of(part).index_select(0, index).gt(0.5));
        var union = a.logical_or(b).sum().item<long>();
        return union == 0 ? 1 : a.logical_and(b).sum().item<long>() / (double)union;
    }

    /// <summary>Share of the pixels of the head in some views whose hair is told rightly.</summary>
    public static double Accuracy(PartLabels labels, PartLabels truth, PartSet part, IEnumerable<int> views)
    {
        using var scope = NewDisposeScope();
        var index = tensor(views.Select(view => (long)view).ToArray());
        var (a, b) = (labels.Of(part).index_select(0, index).gt(0.5), truth.Of(part).index_select(0, index).gt(0.5));
        var head = 1 - truth.Probabilities.index_select(0, index)[.., ..1];
        return ((a.eq(b).to(ScalarType.Float32) * head).sum() / head.sum()).item<float>();
    }
}
