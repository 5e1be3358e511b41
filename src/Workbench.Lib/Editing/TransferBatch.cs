using System.Globalization;

namespace Workbench.Editing;

/// <summary>One line of a list of transfers.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Target">Seed or file of who keeps the identity.</param>
/// <param name="Reference">Seed or file of who gives the part.</param>
/// <param name="Part">The part; empty for the default.</param>
/// <param name="Strength">0…1.5; null for the default.</param>
public sealed record TransferRow(int Line, string Target, string Reference, string Part, double? Strength);

/// <summary>Lists of transfers: comma-separated text with the columns target, reference and, if wanted, part and strength.</summary>
public static class TransferBatch
{
    private const long LongestFile = 1 << 24;

    /// <summary>Reads a list. Empty lines and lines that begin with # are skipped; a first line of column names may be there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is no transfer; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<TransferRow> Read(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            throw new FormatException($"{path}: a list of transfers has at most {LongestFile >> 20} MB.");
        var rows = new List<TransferRow>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.Trim().TrimStart('\uFEFF');
            if (text.Length == 0 || text[0] == '#')
                continue;
            var cells = text.Split(',', StringSplitOptions.TrimEntries);
            if (rows.Count == 0 && cells[0].Equals("target", StringComparison.OrdinalIgnoreCase))
                continue;
            if (cells.Length is < 2 or > 4 || cells[0].Length == 0 || cells[1].Length == 0)
                throw new FormatException($"{path}, line {number}: expected 'target, reference[, part[, strength]]', got '{(text.Length > 80 ? text[..80] + "…" : text)}'.");
            double? strength = null;
            if (cells.Length == 4 && cells[3].Length > 0)
                strength = double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1.5
                    ? value
                    : throw new FormatException($"{path}, line {number}: the strength '{cells[3]}' is no number in 0…1.5.");
            rows.Add(new TransferRow(number, cells[0], cells[1], cells.Length > 2 ? cells[2] : "", strength));
        }
        return rows.Count > 0 ? rows : throw new FormatException($"{path}: the list names no transfer.");
    }
}
