namespace Workbench.Editing;

/// <summary>From lifted fractions with holes to masks that can be multiplied into planes.</summary>
internal static class MaskRefinement
{
    /// <summary>Gives unknown cells the value of the nearest known cell of their plane and slice within a radius, else 0.</summary>
    /// <remarks>Rings of growing squares; within one ring the nearer of a row first and then, among columns, by the same order: cost O(radius²) passes over the planes.</remarks>
    /// <param name="ratio">[P, D, H, W], −1 where unknown.</param>
    /// <param name="radius">Cells.</param>
    public static Tensor Fill(Tensor ratio, int radius)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (ratio.shape[^2], ratio.shape[^1]);
        var padded = nn.functional.pad(ratio, [radius, radius, radius, radius], PaddingModes.Constant, -1);
        var filled = ratio.clone();
        var open = filled.lt(0);
        var offsets = from y in Enumerable.Range(-radius, 2 * radius + 1)
                      from x in Enumerable.Range(-radius, 2 * radius + 1)
                      let square = x * x + y * y
                      where square > 0 && square <= radius * radius
                      orderby square
                      group (x, y) by square;
        foreach (var ring in offsets)
        {
            using var step = NewDisposeScope();
            // Cells equally near count equally.
            var (sum, count) = (zeros_like(filled), zeros_like(filled));
            foreach (var (x, y) in ring)
            {
                using var inner = NewDisposeScope();
                var near = padded.narrow(2, radius + y, h).narrow(3, radius + x, w);
                var known = near.ge(0);
                sum.add_(near.masked_fill(known.logical_not(), 0));
                count.add_(known.to(count.dtype));
            }
            var now = open.logical_and(count.gt(0));
            filled.copy_(torch.where(now, sum / count.clamp(min: 1), filled));
            open.logical_and_(count.eq(0));
        }
        return filled.clamp(min: 0).MoveToOuterDisposeScope();
    }

    /// <summary>smoothstep((M − ¼)/½), then the 3×3 smoothing, if σ is positive.</summary>
    public static Tensor Sharpen(Tensor mask, double sigma)
    {
        using var scope = NewDisposeScope();
        var t = ((mask - 0.25) / 0.5).clamp(0, 1);
        var sharp = t * t * (3 - 2 * t);
        return (sigma > 0 ? Morphology.Blur(sharp, 3, sigma) : sharp).MoveToOuterDisposeScope();
    }
}
