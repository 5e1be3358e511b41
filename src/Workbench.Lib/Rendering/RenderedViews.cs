using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>What a generator shows of heads seen by cameras.</summary>
/// <param name="Image">Super-resolved image, [N, 3, H, W], −1…1 (may overshoot slightly).</param>
/// <param name="ImageRaw">Image at neural resolution, [N, 3, r, r], −1…1.</param>
/// <param name="Depth">Expected distance along the ray, [N, 1, r, r], world units; in empty space the largest sampled distance.</param>
/// <param name="Mask">Accumulated opacity, [N, 1, r, r], −0.001…1.001.</param>
/// <param name="Cameras">One camera an image.</param>
public sealed record RenderedViews(Tensor Image, Tensor ImageRaw, Tensor Depth, Tensor Mask, IReadOnlyList<Camera> Cameras) : TensorRecord
{
    /// <summary>Number of images.</summary>
    public long Count => Image.shape[0];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Image, ImageRaw, Depth, Mask];

    /// <summary>Several views of one size as one batch.</summary>
    internal static RenderedViews Join(IReadOnlyCollection<RenderedViews> views)
    {
        using var scope = NewDisposeScope();
        Tensor All(Func<RenderedViews, Tensor> part) => cat([.. views.Select(part)]);
        return new RenderedViews(All(view => view.Image), All(view => view.ImageRaw), All(view => view.Depth), All(view => view.Mask), [.. views.SelectMany(view => view.Cameras)]).MoveToOuterDisposeScope();
    }
}
