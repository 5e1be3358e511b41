using System.Globalization;

namespace Workbench.Benchmarks;

/// <summary>One line a comparison: both times, their ratio, the difference of the results, the distance to the machine's limit.</summary>
internal static class Report
{
    public static void Header(Machine machine)
    {
        Write($"Matrix product {machine.GigaFlops:f0} GFLOP/s, copy {machine.GigaBytes:f1} GB/s, each a second of processor time.");
        Write("Times are processor seconds of all threads (median), in brackets elapsed seconds (least). The limit is the larger of operations / product rate and bytes / copy rate.");
        Write("Operations are those of the straight algorithm: Winograd's filtering needs fewer and may pass the limit.");
        Write($"{"part",-34}{"libtorch",17}{"fast",17}{"ratio",8}{"error",10}{"GFLOP",9}{"GB",8}{"limit",9}{"of limit",10}");
    }

    /// <param name="part">What was computed.</param>
    /// <param name="plain">The libtorch path.</param>
    /// <param name="fast">The fast path.</param>
    /// <param name="error">Largest difference of both results relative to the largest value.</param>
    /// <param name="flops">Operations of the straight algorithm.</param>
    /// <param name="bytes">Bytes that must move at least.</param>
    /// <param name="machine">The machine's limits.</param>
    public static void Line(string part, Measurement plain, Measurement fast, double error, double flops, double bytes, Machine machine)
    {
        var limit = machine.Limit(flops, bytes);
        Write($"{part,-34}{plain.Cpu,8:f3} ({plain.Wall,6:f3}){fast.Cpu,8:f3} ({fast.Wall,6:f3}){plain.Cpu / fast.Cpu,7:f2}x{error,10:e1}{flops / 1e9,9:f1}{bytes / 1e9,8:f2}{limit,9:f3}{limit / fast.Cpu,10:p0}");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Write(string line) => Console.WriteLine(line);
}
