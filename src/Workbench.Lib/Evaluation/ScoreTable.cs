using System.Globalization;
using Workbench.Display;

namespace Workbench.Evaluation;

/// <summary>Scores as a table: means over photographs, one row an inverter.</summary>
internal static class ScoreTable
{
    private static readonly string[] Order = ["L2", "PSNR"];

    /// <summary>The columns that scores have: the reconstruction's measures first, then those of the sectors.</summary>
    public static IReadOnlyList<string> Columns(IEnumerable<PhotoScore> scores)
    {
        var names = scores.SelectMany(score => score.Values.Keys).Distinct().ToArray();
        string[] sectors = ["front", "side", "back"];
        return
        [
            .. names.Where(name => !name.Contains('/', StringComparison.Ordinal)).OrderBy(Rank).ThenBy(name => name, StringComparer.Ordinal),
            .. names.Where(name => name.Contains('/', StringComparison.Ordinal)).OrderBy(name => Array.IndexOf(sectors, name.Split('/')[0])).ThenBy(name => Rank(name.Split('/')[1])).ThenBy(name => name, StringComparer.Ordinal),
        ];

        static int Rank(string name) => Array.IndexOf(Order, name) is var at && at < 0 ? Order.Length : at;
    }

    /// <summary>The mean of a column; NaN where nothing has it.</summary>
    public static double Mean(IEnumerable<PhotoScore> scores, string column)
    {
        var values = scores.Where(score => score.Values.ContainsKey(column)).Select(score => score.Values[column]).ToArray();
        return values.Length == 0 ? double.NaN : values.Average();
    }

    /// <summary>The middle time; NaN without scores.</summary>
    public static double MedianSeconds(IEnumerable<PhotoScore> scores)
    {
        var times = scores.Where(score => score.Problem is null).Select(score => score.Seconds).Order().ToArray();
        return times.Length == 0 ? double.NaN : times[times.Length / 2];
    }

    /// <summary>A number with as many places as its column deserves.</summary>
    public static string Number(string column, double value) => double.IsNaN(value) ? "" : value.ToString(column.EndsWith("PSNR", StringComparison.Ordinal) || column is "FID" or "seconds" ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>The table.</summary>
    public static Figure Of(IReadOnlyList<(string Inverter, IReadOnlyList<PhotoScore> Scores)> scores, string title, string caption)
    {
        var columns = Columns(scores.SelectMany(row => row.Scores));
        var rows = scores.Select(row => (IReadOnlyList<string>)[row.Inverter, .. columns.Select(column => Number(column, Mean(row.Scores, column))), Number("seconds", MedianSeconds(row.Scores))]).ToArray();
        return Figures.Table(["inverter", .. columns, "seconds"], rows, title, caption);
    }
}
