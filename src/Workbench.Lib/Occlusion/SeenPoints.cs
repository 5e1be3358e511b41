using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Occlusion;

/// <summary>The surface that cameras see, as points.</summary>
/// <param name="Points">World coordinates, one a pixel, row by row, [V, R, 3], float64.</param>
/// <param name="Kept">Where the pixel shows a surface, [V, R], bool.</param>
public sealed record SeenPoints(Tensor Points, Tensor Kept) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Points, Kept];

    /// <summary>Points from depth images: camera position + distance · ray direction.</summary>
    /// <param name="cameras">Labels, [V, 25], float32 or float64.</param>
    /// <param name="depth">[V, 1, r, r], world units.</param>
    /// <param name="opacity">Accumulated opacity, [V, 1, r, r].</param>
    /// <param name="convention">How the depth is measured.</param>
    /// <param name="opacityThreshold">A pixel is kept where the opacity exceeds this; null keeps every finite depth.</param>
    /// <param name="shift">Added to the depth, world units.</param>
    public static SeenPoints Unproject(Tensor cameras, Tensor depth, Tensor opacity, DepthConvention convention = DepthConvention.Ray, double? opacityThreshold = 0.5, double shift = 0)
    {
        var views = Shape.Check(cameras, "V C", [("C", Cameras.Camera.LabelSize)])[0];
        var side = Shape.Check(depth, "V C r r", [("V", views), ("C", 1)], "One square depth image a camera.")[2];
        Shape.Check(opacity, "V C r r", [("V", views), ("C", 1), ("r", side)], "One opacity a depth.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var labels = cameras.detach().to(ScalarType.Float64);
        var rays = RaySampler.Sample(labels, (int)side);
        var distance = depth.detach().to(ScalarType.Float64).reshape(views, -1, 1) + shift; // [V, R, 1]
        if (convention == DepthConvention.Axis)
        {
            // A step of 1 along the camera's axis is a step of 1/cos along the ray.
            var forward = labels[.., ..16].view(views, 4, 4)[.., ..3, 2].unsqueeze(1); // [V, 1, 3]
            distance = distance / (rays.Directions * forward).sum(2, keepdim: true);
        }
        var points = rays.Origins + rays.Directions * distance; // [V, R, 3]
        var kept = points.isfinite().all(2); // [V, R]
        if (opacityThreshold is { } threshold)
            kept = kept.logical_and(opacity.detach().reshape(views, -1).gt(threshold));
        return new SeenPoints(points, kept).MoveToOuterDisposeScope();
    }
}
