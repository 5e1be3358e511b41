using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Composited rays.</summary>
/// <param name="Values">Σ w·v, [N, R, C].</param>
/// <param name="DistanceSum">Σ w·d, [N, R, 1]; divided by the opacity it is the expected depth.</param>
/// <param name="Weights">w, [N, R, S − 1, 1].</param>
/// <param name="Opacity">W = Σ w, [N, R, 1].</param>
public sealed record CompositedRays(Tensor Values, Tensor DistanceSum, Tensor Weights, Tensor Opacity) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Values, DistanceSum, Weights, Opacity];

    /// <summary>Expected depth, Σ w·d / W, [N, R, 1]; empty rays take the largest of all depths, and the result stays between the smallest and the largest.</summary>
    /// <param name="nearest">Smallest depth of the whole batch.</param>
    /// <param name="farthest">Largest depth of the whole batch.</param>
    public Tensor Depth(double nearest, double farthest)
    {
        using var scope = NewDisposeScope();
        var empty = Opacity.eq(0);
        var depth = DistanceSum / Opacity.masked_fill(empty, 1); // the division must not poison gradients of empty rays
        return depth.masked_fill(empty, double.PositiveInfinity).clamp(nearest, farthest).MoveToOuterDisposeScope();
    }
}

/// <summary>Turns samples along rays into colour, depth and opacity (Max 1995; EG3D §3).</summary>
/// <remarks>
/// Values, raw densities and depths of neighbouring samples are averaged. On the interval between them δ = d₊ − d, σ = softplus(s − 1), α = 1 − exp(−σδ),
/// T = Π(1 − α + 1e-10) over the intervals before, w = α·T.
/// </remarks>
public static class VolumeRenderer
{
    /// <summary>Composites sorted samples.</summary>
    /// <param name="values">[N, R, S, C]</param>
    /// <param name="densities">Raw densities s, [N, R, S, 1].</param>
    /// <param name="depths">[N, R, S, 1], ascending.</param>
    /// <param name="whiteBackground">Add 1 − W to the values.</param>
    public static CompositedRays Composite(Tensor values, Tensor densities, Tensor depths, bool whiteBackground = false)
    {
        using var scope = NewDisposeScope();
        var weights = Weights(densities, depths);
        var middle = (values[.., .., ..^1] + values[.., .., 1..]) / 2; // [N, R, S−1, C]
        var colour = (weights * middle).sum(2); // sum over S
        var opacity = weights.sum(2); // [N, R, 1]
        var distance = (weights * Middle(depths)).sum(2); // [N, R, 1]
        if (whiteBackground)
            colour = colour + 1 - opacity;
        return new CompositedRays(colour, distance, weights, opacity).MoveToOuterDisposeScope();
    }

    /// <summary>Weights of the intervals between samples.</summary>
    /// <param name="densities">Raw densities s, [N, R, S, 1].</param>
    /// <param name="depths">[N, R, S, 1], ascending.</param>
    /// <returns>[N, R, S − 1, 1]</returns>
    public static Tensor Weights(Tensor densities, Tensor depths)
    {
        var sizes = Shape.Check(depths, "N R S I", [("I", 1)]);
        Shape.Check(densities, "N R S I", [("N", sizes[0]), ("R", sizes[1]), ("S", sizes[2]), ("I", 1)]);
        using var scope = NewDisposeScope();
        var steps = depths[.., .., 1..] - depths[.., .., ..^1]; // [N, R, S−1, 1]
        var sigma = nn.functional.softplus(Middle(densities) - 1, 1, 20);
        var alpha = 1 - exp(-(sigma * steps));
        var clear = 1 - alpha + 1e-10;
        var before = cat([ones_like(clear[.., .., ..1]), clear[.., .., ..^1]], 2);
        return (alpha * before.cumprod(2)).MoveToOuterDisposeScope();
    }

    private static Tensor Middle(Tensor x) => (x[.., .., ..^1] + x[.., .., 1..]) / 2;
}
