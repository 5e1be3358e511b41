using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Principal directions of W: the axes along which mapped codes vary most (GANSpace).</summary>
/// <param name="Mean">Mean code, [K].</param>
/// <param name="Directions">Unit directions, strongest first, [D, K].</param>
/// <param name="Deviations">Standard deviation along each direction, [D].</param>
/// <param name="TotalVariance">Variance summed over all axes of W.</param>
public sealed record PrincipalDirections(Tensor Mean, Tensor Directions, Tensor Deviations, double TotalVariance) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Mean, Directions, Deviations];

    /// <summary>Share of the total variance that each direction explains, [D], 0…1.</summary>
    public double[] ExplainedVariance()
    {
        using var scope = NewDisposeScope();
        return [.. (Deviations.square() / TotalVariance).to(ScalarType.Float64).data<double>()];
    }

    /// <summary>Fits directions to mapped random codes.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="count">How many directions.</param>
    /// <param name="samples">How many codes; more than the width of W gives stable axes.</param>
    /// <param name="seed">Seed of the codes.</param>
    public static PrincipalDirections Fit(PanoHead head, int count = 8, int samples = 4096, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        var width = head.Config.StyleWidth;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(width, samples));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var z = RandomSource.Seeded(seed).Normal(RandomSource.Latent, samples, head.Config.LatentWidth).to(head.Device);
        var label = head.ConditioningCamera.ToTensor().to(head.Device).expand(samples, -1);
        var codes = head.Network.Map(z, label)[.., 0].cpu().to(ScalarType.Float64); // [S, K]
        var mean = codes.mean([0]);
        var centred = codes - mean;
        var covariance = centred.t().mm(centred) / (samples - 1); // [K, K]
        var (values, vectors) = linalg.eigh(covariance); // ascending
        var strongest = values.flip(0)[..count].clamp(min: 0);
        return new PrincipalDirections(
            mean.to(ScalarType.Float32), vectors.flip(1)[.., ..count].t().contiguous().to(ScalarType.Float32),
            strongest.sqrt().to(ScalarType.Float32), covariance.trace().ToDouble()).MoveToOuterDisposeScope();
    }
}
