using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Where the surface that cameras see comes from.</summary>
/// <param name="Share">Share of the first encoder at the seen surface, mean over the planes it is read from, 1 … 0, [V, 1, r, r]; meaningless where the opacity is small.</param>
/// <param name="Views">The views, at the neural resolution.</param>
public sealed record SurfaceSources(Tensor Share, RenderedViews Views) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Share, Views.Image, Views.ImageRaw, Views.Depth, Views.Mask];
}

/// <content>Provenance of what is seen.</content>
public sealed partial record DualHeads
{
    /// <summary>Reads, pixel by pixel, which encoder the seen surface comes from.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="cameras">Cameras, used as they are.</param>
    /// <returns>Views, head after head: index = head · cameras + camera.</returns>
    public SurfaceSources Sources(PanoHead head, IReadOnlyList<Camera> cameras)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(cameras);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var views = head.Render(Grid, cameras, new RenderOptions { Refine = false });
        var labels = Camera.ToTensor(views.Cameras).to(views.Depth.device);
        var points = SeenPoints.Unproject(labels, views.Depth, views.Mask, opacityThreshold: null).Points.to(ScalarType.Float32); // [N·V, r², 3]
        var cells = new TriGrid(Provenance.ForFeatures(), Grid.Axes, Grid.BoxSize);
        var share = TriGridSampler.Sample(cells, points.reshape(Count, -1, 3)).mean([1]); // [N, V·r², 1]
        return new SurfaceSources(share.reshape(views.Depth.shape), views).MoveToOuterDisposeScope();
    }
}
