using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Where rays enter and leave the box of a tri-grid.</summary>
public static class RayLimits
{
    /// <summary>Slab test against the cube around the origin.</summary>
    /// <param name="rays">Rays.</param>
    /// <param name="side">Side of the cube, world units.</param>
    /// <returns>Near and far distances, each [N, R, 1]; (−1, −2) for rays that miss.</returns>
    public static (Tensor Near, Tensor Far) Box(Rays rays, double side)
    {
        using var scope = NewDisposeScope();
        var inverse = 1 / rays.Directions;
        var low = (-side / 2 - rays.Origins) * inverse; // [N, R, 3]
        var high = (side / 2 - rays.Origins) * inverse;
        var flipped = inverse < 0;
        var near = where(flipped, high, low).amax([2], keepdim: true); // [N, R, 1]
        var far = where(flipped, low, high).amin([2], keepdim: true);
        var missed = near > far;
        return (near.masked_fill(missed, -1).MoveToOuterDisposeScope(), far.masked_fill(missed, -2).MoveToOuterDisposeScope());
    }

    /// <summary>Limits for rendering: rays that miss the box take the smallest and the largest near distance of the batch.</summary>
    /// <remarks>The largest near (not far) distance is the reference's rule; a missed ray integrates a thin shell of empty space.</remarks>
    /// <param name="rays">Rays.</param>
    /// <param name="side">Side of the cube, world units.</param>
    public static (Tensor Near, Tensor Far) Fill(Rays rays, double side)
    {
        using var scope = NewDisposeScope();
        var (near, far) = Box(rays, side);
        var valid = far > near;
        if (valid.any().item<bool>())
        {
            var hits = near.masked_select(valid);
            (near, far) = (where(valid, near, hits.min()), where(valid, far, hits.max()));
        }
        return (near.alias().MoveToOuterDisposeScope(), far.alias().MoveToOuterDisposeScope());
    }
}
