using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Samples of one view that contribute to a pixel; the others, nearly all, are left out.</summary>
/// <param name="Points">World coordinates, [M, 3].</param>
/// <param name="Weights">What each contributes to its ray, [M].</param>
/// <param name="Rays">Its ray, int64 [M].</param>
internal sealed record SurfaceSamples(Tensor Points, Tensor Weights, Tensor Rays) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Points, Weights, Rays];

    /// <summary>Keeps samples of a rendered view.</summary>
    /// <param name="rays">Its rays, [1, R].</param>
    /// <param name="samples">What was rendered.</param>
    /// <param name="leastWeight">Samples that contribute no more are left out.</param>
    public static SurfaceSamples Of(Rays rays, SampledRays samples, double leastWeight)
    {
        using var scope = NewDisposeScope();
        var weights = samples.SampleWeights.reshape(-1); // [R·S]
        var kept = (weights > leastWeight).nonzero().squeeze(1); // [M]
        var ray = kept.div(samples.SampleWeights.shape[2], RoundingMode.floor).to(ScalarType.Int64);
        var depth = samples.SampleDepths.reshape(-1).index_select(0, kept).unsqueeze(1);
        var points = rays.Origins[0].index_select(0, ray) + depth * rays.Directions[0].index_select(0, ray); // [M, 3]
        return new SurfaceSamples(points, weights.index_select(0, kept), ray).MoveToOuterDisposeScope();
    }
}
