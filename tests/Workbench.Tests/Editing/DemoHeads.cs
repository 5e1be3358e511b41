using Workbench.Editing;
using Workbench.Generator;
using Workbench.Rendering;
using Workbench.Tests.Generator;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

/// <summary>A small generator with weights of a recipe and heads whose parts are painted by hand: everything an edit needs, without trained weights.</summary>
internal static class DemoHeads
{
    public static PanoHead Generator()
    {
        var network = new PanoHeadNetwork(SmallPanoHead.Config);
        WeightRecipe.Apply(network, 1, sigmaBias: 4); // matter enough for views to show a head
        return new PanoHead(network, "tiny");
    }

    public static EditableHead Head(PanoHead head, long seed, IPartLabels labels, string? name = null)
    {
        using var z = head.Sample(seed);
        return new EditableHead(head.Synthesize(head.Map(z)), labels, name ?? $"seed {seed}");
    }
}

/// <summary>Labels by a rule on pixel rows: hair above, skin below, of the whole picture.</summary>
/// <param name="hairShare">Share of the rows, from the top, that are hair.</param>
internal sealed class RowLabels(double hairShare) : IPartLabels
{
    public string Name => "rows";

    public PartTable Parts => PartTable.FaceParser;

    public bool ReadsPictures => false;

    public PartLabels Label(RenderedViews views, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var side = (int)views.Depth.shape[2];
        var rows = (arange(side, ScalarType.Float32) + 0.5) / side;
        var classes = where(rows < hairShare, 17L, 1L).view(1, side, 1).expand(views.Count, side, side).contiguous();
        return PartLabels.FromClasses(classes, Parts, side).MoveToOuterDisposeScope();
    }
}
