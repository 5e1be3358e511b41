using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Fine depths drawn where the coarse pass found matter (NeRF §5.2 with the blur of mip-NeRF §3.3).</summary>
public static class ImportanceSampling
{
    /// <summary>Draws fine depths; no gradient flows through them.</summary>
    /// <param name="depths">Coarse depths, [N, R, S, 1].</param>
    /// <param name="weights">Weights of the coarse intervals, [N, R, S − 1, 1].</param>
    /// <param name="quantiles">Uniform numbers, [N·R, F].</param>
    /// <returns>Unsorted depths, [N, R, F, 1].</returns>
    public static Tensor Sample(Tensor depths, Tensor weights, Tensor quantiles)
    {
        var sizes = Shape.Check(depths, "N R S I", [("I", 1)]);
        Shape.Check(weights, "N R T I", [("N", sizes[0]), ("R", sizes[1]), ("T", sizes[2] - 1), ("I", 1)]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var bins = Bins(depths);
        var smooth = Smooth(weights);
        var fine = InvertDistribution(bins, smooth[.., 1..^1], quantiles); // the first and last interval carry no bin
        return fine.view(sizes[0], sizes[1], quantiles.shape[1], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Midpoints of the coarse depths.</summary>
    /// <param name="depths">[N, R, S, 1]</param>
    /// <returns>[N·R, S − 1]</returns>
    public static Tensor Bins(Tensor depths)
    {
        using var scope = NewDisposeScope();
        var flat = depths.reshape(-1, depths.shape[2]); // [N·R, S]
        return (0.5 * (flat[.., ..^1] + flat[.., 1..])).MoveToOuterDisposeScope();
    }

    /// <summary>Maximum of neighbours, then mean of neighbours, plus 0.01, so that thin surfaces are not missed.</summary>
    /// <param name="weights">[N, R, S − 1, 1]</param>
    /// <returns>[N·R, S − 1]</returns>
    public static Tensor Smooth(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var flat = weights.reshape(-1, weights.shape[2]); // [N·R, S − 1]
        var inner = maximum(flat[.., ..^1], flat[.., 1..]); // [N·R, S − 2]
        var peaks = cat([flat[.., ..1], inner, flat[.., ^1..]], 1); // [N·R, S]; the ends have one neighbour
        return (0.5 * (peaks[.., ..^1] + peaks[.., 1..]) + 0.01).MoveToOuterDisposeScope();
    }

    /// <summary>Inverts the cumulative distribution of piecewise constant weights.</summary>
    /// <remarks>With B − 1 weights for B + 1 bins (as <see cref="Sample"/> calls it) the farthest bin is never reached; the reference behaves so.</remarks>
    /// <param name="bins">Borders, [R, ≥ B].</param>
    /// <param name="weights">[R, B − 1]; 1e-5 is added to each.</param>
    /// <param name="quantiles">[R, F], in [0, 1].</param>
    /// <returns>[R, F]</returns>
    public static Tensor InvertDistribution(Tensor bins, Tensor weights, Tensor quantiles)
    {
        using var scope = NewDisposeScope();
        var positive = weights + 1e-5;
        var density = positive / positive.sum(-1, keepdim: true);
        var cumulative = density.cumsum(-1); // [R, B − 1]
        cumulative = cat([zeros_like(cumulative[.., ..1]), cumulative], -1); // [R, B]
        var index = searchsorted(cumulative, quantiles.contiguous(), right: true); // [R, F]
        var low = (index - 1).clamp(min: 0);
        var high = index.clamp(max: weights.shape[1]);
        var (cdfLow, cdfHigh) = (cumulative.gather(1, low), cumulative.gather(1, high));
        var (binLow, binHigh) = (bins.gather(1, low), bins.gather(1, high));
        var step = cdfHigh - cdfLow;
        step = step.masked_fill(step < 1e-5, 1);
        return (binLow + (quantiles - cdfLow) / step * (binHigh - binLow)).MoveToOuterDisposeScope();
    }
}
