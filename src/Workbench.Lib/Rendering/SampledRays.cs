using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Rendered rays with their samples: any field that is read at the samples is composited as Σ w·value.</summary>
/// <param name="Features">[N, R, C]</param>
/// <param name="Depth">Expected distance, [N, R, 1].</param>
/// <param name="Opacity">Sum of the weights, [N, R, 1].</param>
/// <param name="SampleDepths">Distances of the samples, ascending, [N, R, S].</param>
/// <param name="SampleWeights">Half the weights of the two intervals that a sample ends, [N, R, S].</param>
public sealed record SampledRays(Tensor Features, Tensor Depth, Tensor Opacity, Tensor SampleDepths, Tensor SampleWeights) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Features, Depth, Opacity, SampleDepths, SampleWeights];

    /// <summary>Where the samples lie.</summary>
    /// <param name="rays">The rays that were rendered.</param>
    /// <returns>World coordinates, [N, R, S, 3].</returns>
    public Tensor Points(Rays rays)
    {
        ArgumentNullException.ThrowIfNull(rays);
        using var scope = NewDisposeScope();
        return (rays.Origins.unsqueeze(2) + SampleDepths.unsqueeze(3) * rays.Directions.unsqueeze(2)).MoveToOuterDisposeScope();
    }
}
