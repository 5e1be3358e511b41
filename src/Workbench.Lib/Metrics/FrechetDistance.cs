using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>The Fréchet distance between two clouds of features, seen as normal distributions (Heusel et al. 2017).</summary>
/// <remarks>
/// ‖μ₁ − μ₂‖² + tr Σ₁ + tr Σ₂ − 2 Σ √eig(Aᵀ Σ₂ A) in float64, where Σ₁ = A Aᵀ: by Cholesky, or by the symmetric root where Σ₁ is singular, as it always is with fewer samples than features.
/// The eigenvalues are those of Σ₁Σ₂ but come from a symmetric matrix, negative ones (rounding) set to 0, so that the result is real, and symmetric in its arguments to rounding; the general
/// matrix root loses its digits at singular covariances. Costs one symmetric eigenvalue problem of F × F, two at singular covariances.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>The distance of two sets of samples.</summary>
    /// <param name="first">At least two samples.</param>
    /// <param name="second">At least two samples of the same features.</param>
    /// <param name="divisor">What the covariances are divided by.</param>
    /// <returns>A number ≥ 0.</returns>
    /// <exception cref="ArgumentException">The features have different widths.</exception>
    /// <exception cref="InvalidOperationException">A set has fewer than two samples.</exception>
    public static double Between(FeatureStatistics first, FeatureStatistics second, CovarianceDivisor divisor = CovarianceDivisor.Unbiased)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Width != second.Width)
            throw new ArgumentException($"second: its features have {second.Width} numbers, the first set's {first.Width}; both must come from one network.", nameof(second));
        using var scope = NewDisposeScope();
        return Between(first.Mean(), first.Covariance(divisor), second.Mean(), second.Covariance(divisor));
    }

    /// <summary>The distance of two sets of features, [N, F] and [M, F], at least two each.</summary>
    internal static double Between(Tensor first, Tensor second)
    {
        using var one = new FeatureStatistics();
        using var two = new FeatureStatistics();
        one.Add(first);
        two.Add(second);
        return Between(one, two);
    }

    /// <summary>The distance of two normal distributions.</summary>
    /// <param name="firstMean">[F], float64.</param>
    /// <param name="firstCovariance">[F, F], symmetric, float64.</param>
    /// <param name="secondMean">[F], float64.</param>
    /// <param name="secondCovariance">[F, F], symmetric, float64.</param>
    /// <returns>A number ≥ 0.</returns>
    public static double Between(Tensor firstMean, Tensor firstCovariance, Tensor secondMean, Tensor secondCovariance)
    {
        var width = Shape.Check(firstMean, "F")[0];
        Shape.Check(secondMean, "F", [("F", width)]);
        Shape.Check(firstCovariance, "F G", [("F", width), ("G", width)]);
        Shape.Check(secondCovariance, "F G", [("F", width), ("G", width)]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var factor = Factor(firstCovariance.to(ScalarType.Float64)); // [F, F]
        var product = factor.t().mm(secondCovariance.to(ScalarType.Float64)).mm(factor);
        var overlap = linalg.eigvalsh((product + product.t()) * 0.5).clamp(min: 0).sqrt().sum();
        var means = (firstMean - secondMean).to(ScalarType.Float64).square().sum();
        var distance = means + firstCovariance.trace() + secondCovariance.trace() - overlap * 2;
        return Math.Max(0, distance.ToDouble());
    }

    // A with A·Aᵀ = the matrix.
    private static Tensor Factor(Tensor matrix)
    {
        var (triangle, failure) = linalg.cholesky_ex(matrix);
        return failure.ToInt64() == 0 ? triangle : SquareRoot(matrix);
    }

    /// <summary>The symmetric root of a positive semidefinite matrix; eigenvalues below 0 count as 0.</summary>
    /// <param name="matrix">[F, F], symmetric.</param>
    /// <returns>[F, F], float64.</returns>
    public static Tensor SquareRoot(Tensor matrix)
    {
        var width = Shape.Check(matrix, "F G")[0];
        Shape.Check(matrix, "F G", [("F", width), ("G", width)]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(matrix.to(ScalarType.Float64));
        return (vectors * values.clamp(min: 0).sqrt()).mm(vectors.t()).MoveToOuterDisposeScope();
    }
}
