using System.Globalization;

namespace Workbench.Tests.Parity;

/// <summary>For every file the comparison that came closest to its tolerance, written to the file named by <c>WORKBENCH_PARITY_REPORT</c>.</summary>
public static class ParityReport
{
    private static readonly SortedDictionary<string, Line> Lines = [];

    public static void Add(string path, string name, double worst, double absolute, double relative, double ratio)
    {
        var file = Path.GetRelativePath(FixtureFiles.Root, path);
        Lines.TryGetValue(file, out var line);
        var checks = (line?.Checks ?? 0) + 1;
        Lines[file] = line is null || !(ratio <= line.Ratio) ? new Line(name, worst, absolute, relative, ratio, checks) : line with { Checks = checks };
        Write();
    }

    private static void Write()
    {
        if (Environment.GetEnvironmentVariable("WORKBENCH_PARITY_REPORT") is { Length: > 0 } target)
            File.WriteAllLines(target, Lines.Select(pair => Format(pair.Key, pair.Value)));
    }

    private static string Format(string file, Line line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file,-56} {line.Checks,5} checks   largest error {line.Worst,9:g3}   tolerance {line.Absolute:g3} + {line.Relative:g3}·|x|   {line.Ratio,7:p1} of it   ({line.Name})");

    private sealed record Line(string Name, double Worst, double Absolute, double Relative, double Ratio, int Checks);
}
