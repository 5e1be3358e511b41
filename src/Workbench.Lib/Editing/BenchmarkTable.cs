using System.Globalization;

namespace Workbench.Editing;

/// <summary>Results of the benchmark as tables.</summary>
public static class BenchmarkTable
{
    /// <summary>Means of every method, then how far the first method lies above every other one on the same pairs.</summary>
    /// <param name="rows">Results.</param>
    public static string Markdown(IReadOnlyList<BenchmarkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var pairs = rows.Select(row => (row.Pair.Target, row.Pair.Reference)).Distinct().Count();
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs. PSNR in dB over eight yaws at neural resolution, on white; rear is beyond 90°, front within 60°. Own brows and beard: the truth with the target's colour there, which hair alone cannot change. Seconds are beyond what the methods share: views, labels, gradients."), "",
            "| method | true ideal edit | front | rear | own brows and beard | generator's ideal edit | front | rear | seconds |", "|---|---|---|---|---|---|---|---|---|",
        };
        var methods = rows.Select(row => row.Method).Distinct().ToArray();
        foreach (var method in methods)
        {
            var of = rows.Where(row => row.Method == method).ToArray();
            var (truth, possible, own) = (SectorPsnr.Mean(of.Select(row => row.Truth)), SectorPsnr.Mean(of.Select(row => row.Possible)), of.Average(row => row.OwnColours.All));
            lines.Add(Line($"| {method} | {truth.All:0.0} | {truth.Front:0.0} | {truth.Rear:0.0} | {own:0.0} | {(method == TransferBenchmark.IdealCode ? "– | – | –" : Line($"{possible.All:0.0} | {possible.Front:0.0} | {possible.Rear:0.0}"))} | {of.Average(row => row.Seconds):0.0} |"));
        }
        var edits = rows.Where(row => row.Seconds > 0).Select(row => row.Method).Distinct().ToArray();
        if (edits.Length > 1)
        {
            lines.AddRange(["", $"How far '{edits[0]}' lies above the others on the same pairs, dB:", "", "| above | true ideal edit: mean (least…most) | front | rear | own brows and beard | generator's ideal edit: mean (least…most) | front | rear |", "|---|---|---|---|---|---|---|---|"]);
            var best = rows.Where(row => row.Method == edits[0]).ToDictionary(row => row.Pair);
            foreach (var method in edits.Skip(1))
            {
                var both = rows.Where(row => row.Method == method && best.ContainsKey(row.Pair)).Select(row => (Best: best[row.Pair], Other: row)).ToArray();
                string Gain(Func<BenchmarkRow, SectorPsnr> of)
                {
                    double[] Each(Func<SectorPsnr, double> sector) => [.. both.Select(pair => sector(of(pair.Best)) - sector(of(pair.Other)))];
                    var all = Each(value => value.All);
                    return $"{Signed(all.Average())} ({Signed(all.Min())}…{Signed(all.Max())}) | {Signed(Each(value => value.Front).Average())} | {Signed(Each(value => value.Rear).Average())}";
                }
                if (both.Length > 0)
                    lines.Add($"| {method} | {Gain(row => row.Truth)} | {Signed(both.Average(pair => pair.Best.OwnColours.All - pair.Other.OwnColours.All))} | {Gain(row => row.Possible)} |");
            }
        }
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>One line a pair and method, comma-separated.</summary>
    /// <param name="rows">Results.</param>
    public static string Csv(IReadOnlyList<BenchmarkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lines = rows.Select(row => Line(
            $"{row.Pair.Target},{row.Pair.Reference},{row.Pair.TargetStyle},{row.Pair.ReferenceStyle},\"{row.Method}\",{row.Truth.All:0.###},{row.Truth.Front:0.###},{row.Truth.Rear:0.###},{row.Possible.All:0.###},{row.Possible.Front:0.###},{row.Possible.Rear:0.###},{row.OwnColours.All:0.###},{row.Seconds:0.###}"));
        return string.Join('\n', lines.Prepend("target,reference,target style,reference style,method,truth,truth front,truth rear,generator,generator front,generator rear,own brows and beard,seconds")) + "\n";
    }

    // Rounded first, so that a small negative number is no "−0.0".
    private static string Signed(double decibels) => (Math.Round(decibels, 1) + 0.0).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
