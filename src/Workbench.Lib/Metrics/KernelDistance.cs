using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>The kernel inception distance: an estimate without bias, so that small sets are comparable (Bińkowski et al. 2018).</summary>
/// <param name="Value">Mean of the subsets' squared maximum mean discrepancies; near 0, even below, for equal distributions.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Subsets">How many subsets were drawn.</param>
/// <param name="SubsetSize">Samples of each set in a subset.</param>
/// <param name="Seed">What the subsets were drawn with.</param>
public sealed record KernelDistance(double Value, double Deviation, int Subsets, int SubsetSize, long Seed)
{
    /// <summary>The distance of two sets of features.</summary>
    /// <remarks>k(x, y) = (xᵀy/F + 1)³; per subset Σ_{i≠j} k(x_i, x_j)/(m(m − 1)) + Σ_{i≠j} k(y_i, y_j)/(m(m − 1)) − 2 mean k(x_i, y_j).</remarks>
    /// <param name="first">[N, F]</param>
    /// <param name="second">[M, F]</param>
    /// <param name="subsets">How many subsets are drawn.</param>
    /// <param name="subsetSize">Samples of each set in a subset; all of the smaller set if it has fewer.</param>
    /// <param name="seed">Makes the subsets repeatable.</param>
    /// <exception cref="ArgumentException">The widths differ or a set has fewer than two samples.</exception>
    public static KernelDistance Between(Tensor first, Tensor second, int subsets = 100, int subsetSize = 1000, long seed = 0)
    {
        var (a, b) = (Shape.Check(first, "N F"), Shape.Check(second, "M F"));
        if (a[1] != b[1])
            throw new ArgumentException($"second: its features have {b[1]} numbers, the first set's {a[1]}; both must come from one network.", nameof(second));
        ArgumentOutOfRangeException.ThrowIfLessThan(subsets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsetSize, 2);
        var size = (int)Math.Min(subsetSize, Math.Min(a[0], b[0]));
        if (size < 2)
            throw new ArgumentException($"first: the sets have {a[0]} and {b[0]} samples; each needs at least two.", nameof(first));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(unchecked((ulong)seed));
        var (x, y) = (first.to(ScalarType.Float64), second.to(ScalarType.Float64));
        var values = new double[subsets];
        for (var i = 0; i < subsets; i++)
        {
            using var step = NewDisposeScope();
            values[i] = Discrepancy(Pick(x, size, random), Pick(y, size, random));
        }
        var mean = values.Average();
        return new KernelDistance(mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), subsets, size, seed);
    }

    private static Tensor Pick(Tensor rows, int size, torch.Generator random) => rows.index_select(0, randperm(rows.shape[0], generator: random).narrow(0, 0, size).to(rows.device));

    private static double Discrepancy(Tensor x, Tensor y)
    {
        var size = (double)x.shape[0];
        var (xx, yy, xy) = (Kernel(x, x), Kernel(y, y), Kernel(x, y));
        var own = (xx.sum() - xx.trace() + yy.sum() - yy.trace()) / (size * (size - 1));
        return (own - xy.mean() * 2).ToDouble();
    }

    private static Tensor Kernel(Tensor x, Tensor y) => (x.mm(y.t()) / x.shape[1] + 1).pow(3);
}
