using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>What this machine can do at best, measured in the same process with the same threads.</summary>
/// <param name="GigaFlops">Single-precision matrix product, 10⁹ operations a second of processor time and thread.</param>
/// <param name="GigaBytes">Copy of a large tensor, 10⁹ bytes read and written a second of processor time and thread.</param>
internal sealed record Machine(double GigaFlops, double GigaBytes)
{
    public static Machine Measure()
    {
        const long side = 2048, length = 32 << 20;
        using var scope = NewDisposeScope();
        var (a, b, product) = (randn(side, side), randn(side, side), empty(side, side));
        var (source, target) = (ones(length), zeros(length));
        var times = Measurement.Interleaved(5, () => product.add_(a.mm(b)), () => target.copy_(source));
        return new Machine(2.0 * side * side * side / times[0].Cpu / 1e9, 2.0 * length * sizeof(float) / times[1].Cpu / 1e9);
    }

    /// <summary>Shortest possible processor time of a computation, seconds.</summary>
    public double Limit(double flops, double bytes) => Math.Max(flops / GigaFlops, bytes / GigaBytes) / 1e9;
}
