using System.Globalization;

namespace Workbench.Benchmarks;

/// <summary>Lines of parts that tell what the process holds, beside the time.</summary>
internal static class ProcessSize
{
    /// <summary>One line: a stage, its time, memory now and at most.</summary>
    public static void Line(string stage, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-54}{time.TotalSeconds,9:f2} s   {Kilobytes("VmRSS:") / 1048576.0,6:f2} GB now   {Kilobytes("VmHWM:") / 1048576.0,6:f2} GB at most"));

    // Linux tells the largest size that the process ever had.
    private static double Kilobytes(string field) =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
            ? double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            : double.NaN;
}
