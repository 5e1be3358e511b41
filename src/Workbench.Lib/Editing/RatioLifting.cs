using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Contributions of cells to labelled pixels and to all pixels.</summary>
/// <param name="Labelled">∂Σ m·ℓ/∂L, [P, D, H, W].</param>
/// <param name="Total">∂Σ ℓ/∂L, [P, D, H, W].</param>
public sealed record CellShares(Tensor Labelled, Tensor Total) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Labelled, Total];

    /// <summary>Labelled / total where the total exceeds a share of its largest value, else −1.</summary>
    /// <param name="knownAbove">The share.</param>
    /// <returns>[P, D, H, W], 0…1 or −1.</returns>
    public Tensor Ratio(double knownAbove)
    {
        using var scope = NewDisposeScope();
        var known = Total > Total.max() * knownAbove;
        return where(known, (Labelled / Total.masked_fill(known.logical_not(), 1)).clamp(0, 1), full_like(Total, -1)).MoveToOuterDisposeScope();
    }
}

/// <summary>Lifts pixel labels to cells by the ratio of composited labels.</summary>
/// <remarks>
/// A label L per cell, read like features and composited with the ray weights of the head, gives a rendered label ℓ that is linear in L. Labelled pixels m and all pixels,
/// taken back through that linear map, are what a cell contributed to the part and to everything; their ratio is the cell's membership. No threshold, no sign, no colour.
/// </remarks>
public static class RatioLifting
{
    /// <summary>Contributions of one view.</summary>
    /// <param name="points">Samples of all rays, world coordinates, [R, S, 3].</param>
    /// <param name="weights">What each sample contributes to its ray, [R, S].</param>
    /// <param name="mask">How much of each pixel is the part, 0…1, [R].</param>
    /// <param name="confidence">How far each pixel counts, 0…1, [R]; all fully when null.</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="leastWeight">Samples below are left out.</param>
    public static CellShares Accumulate(Tensor points, Tensor weights, Tensor mask, Tensor? confidence, PlaneLayout layout, double leastWeight = 0)
    {
        var s = Shape.Check(points, "R S I", [("I", 3)]);
        Shape.Check(weights, "R S", [("R", s[0]), ("S", s[1])]);
        Shape.Check(mask, "R", [("R", s[0])]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var counted = confidence is null ? weights : weights * confidence.unsqueeze(1); // [R, S]
        var kept = (counted > leastWeight).view(-1).nonzero().squeeze(1); // [M]
        var total = counted.reshape(-1).index_select(0, kept); // [M]
        var labelled = (counted * mask.unsqueeze(1)).reshape(-1).index_select(0, kept);
        var spread = SamplingAdjoint.Spread(stack([labelled, total], 1), points.reshape(-1, 3).index_select(0, kept), layout); // [P, 2, D, H, W]
        return new CellShares(spread[.., 0].clone(), spread[.., 1].clone()).MoveToOuterDisposeScope();
    }

    /// <summary>Contributions of one view whose negligible samples are gone already.</summary>
    /// <param name="samples">Samples, M.</param>
    /// <param name="mask">How much of each pixel is the part, 0…1, [R].</param>
    /// <param name="confidence">How far each pixel counts, 0…1, [R].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="leastWeight">Samples that count no more are left out.</param>
    internal static CellShares Accumulate(SurfaceSamples samples, Tensor mask, Tensor confidence, PlaneLayout layout, double leastWeight)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var counted = samples.Weights * confidence.index_select(0, samples.Rays); // [M]
        var kept = (counted > leastWeight).nonzero().squeeze(1);
        var total = counted.index_select(0, kept);
        var labelled = total * mask.index_select(0, samples.Rays.index_select(0, kept));
        var spread = SamplingAdjoint.Spread(stack([labelled, total], 1), samples.Points.index_select(0, kept), layout); // [P, 2, D, H, W]
        return new CellShares(spread[.., 0].clone(), spread[.., 1].clone()).MoveToOuterDisposeScope();
    }
}
