using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>Where the styles of a generator lie: the start of every optimisation.</summary>
/// <param name="Average">Average style, [1, 1, K], float32 on the generator's device.</param>
/// <param name="MeanCode">Mean of the Gaussian codes, [1, Z]; the camera offset is read at it.</param>
/// <param name="Spread">√(Σ‖w − average‖²/n), one number for all coordinates.</param>
public sealed record StyleStatistics(Tensor Average, Tensor MeanCode, double Spread) : TensorRecord
{
    private const long Batch = 500;

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Average, MeanCode];

    /// <summary>Maps Gaussian codes under one condition and measures their styles.</summary>
    /// <param name="network">The generator.</param>
    /// <param name="codes">[n, Z], any float dtype.</param>
    /// <param name="condition">Camera label, [1, 25].</param>
    /// <param name="cancellation">Checked before every batch of 500 codes.</param>
    public static StyleStatistics Of(PanoHeadNetwork network, Tensor codes, Tensor condition, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        var count = Shape.Check(codes, "N Z", [("Z", network.Config.LatentWidth)])[0];
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var sum = zeros(network.Config.StyleWidth, dtype: ScalarType.Float64);
        var squares = 0.0;
        for (var first = 0L; first < count; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var batch = codes.narrow(0, first, Math.Min(Batch, count - first)).to(ScalarType.Float32).to(condition.device);
            var styles = network.Map(batch, condition.expand(batch.shape[0], -1))[.., 0].cpu().to(ScalarType.Float64); // [n, K]
            sum.add_(styles.sum(dim: 0));
            squares += styles.square().sum().item<double>();
        }
        var average = sum / count; // [K]
        // Σ‖w − a‖² = Σ‖w‖² − n‖a‖², exact enough in float64.
        var spread = Math.Sqrt(Math.Max(0, squares / count - average.square().sum().item<double>()));
        var mean = codes.to(ScalarType.Float64).mean([0], keepdim: true).to(ScalarType.Float32).to(condition.device); // [1, Z]
        return new StyleStatistics(average.to(ScalarType.Float32).to(condition.device).view(1, 1, -1), mean, spread).MoveToOuterDisposeScope();
    }
}
