using System.Text;

namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>A table of text.</summary>
    /// <param name="headings">One a column.</param>
    /// <param name="rows">As many cells a row as there are headings.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin.</param>
    public static Figure Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows, string title = "", string caption = "")
    {
        ArgumentNullException.ThrowIfNull(headings);
        ArgumentNullException.ThrowIfNull(rows);
        if (headings.Count == 0)
            throw new ArgumentException("headings: a table needs at least one column.", nameof(headings));
        if (rows.FirstOrDefault(row => row.Count != headings.Count) is { } odd)
            throw new ArgumentException($"rows: expected {headings.Count} cells a row, got {odd.Count}.", nameof(rows));
        return Figure.Create(title, caption, () => TableHtml(headings, rows), () => TableStill(headings, rows), TableText(headings, rows));
    }

    private static string TableHtml(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        const string Cell = "padding:3px 10px;border-bottom:1px solid rgba(128,128,128,.35);text-align:";
        var html = new StringBuilder("<table style=\"border-collapse:collapse;margin:0\"><thead><tr>");
        for (var i = 0; i < headings.Count; i++)
            html.Append("<th style=\"").Append(Cell).Append(Numeric(rows, i) ? "right" : "left").Append("\">").Append(Html.Escape(headings[i])).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
                html.Append("<td style=\"").Append(Cell).Append(Numeric(rows, i) ? "right;font-variant-numeric:tabular-nums" : "left").Append("\">").Append(Html.Escape(row[i])).Append("</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    private static Picture TableStill(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        const int Padding = 10, RowHeight = 22, MaximumRows = 60, MaximumCell = 420;
        var shown = rows.Take(MaximumRows).ToArray();
        var widths = headings.Select((heading, i) => (int)Math.Min(MaximumCell, shown.Select(row => row[i]).Append(heading).Max(cell => StrokeFont.Measure(cell, Canvas.Body)))).ToArray();
        using var canvas = new Canvas(widths.Sum() + 2 * Padding * widths.Length, RowHeight * (shown.Length + 1) + 2);
        for (var row = -1; row < shown.Length; row++)
        {
            var y = (row + 1) * RowHeight;
            var x = Padding;
            for (var i = 0; i < widths.Length; i++)
            {
                var text = StrokeFont.Fit(row < 0 ? headings[i] : shown[row][i], widths[i], Canvas.Body);
                var right = Numeric(rows, i);
                canvas.Text(text, right ? x + widths[i] : x, y + 3, row < 0 ? Colour.Pale : Colour.Ink, align: right ? TextAlign.Right : TextAlign.Left);
                x += widths[i] + 2 * Padding;
            }
            canvas.Fill(0, y + RowHeight, canvas.Width, 1, row < 0 ? Colour.Pale : Colour.Rule);
        }
        return canvas.ToPicture();
    }

    private static string TableText(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = headings.Select((heading, i) => rows.Select(row => row[i].Length).Append(heading.Length).Max()).ToArray();
        return string.Join(Environment.NewLine, rows.Prepend(headings).Select(row => string.Join("  ", row.Select((cell, i) => Numeric(rows, i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()));
    }

    // Columns of numbers stand flush right.
    private static bool Numeric(IReadOnlyList<IReadOnlyList<string>> rows, int column) =>
        rows.Count > 0 && rows.All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column].TrimStart('-', '−', '+')[..Math.Min(1, row[column].TrimStart('-', '−', '+').Length)].FirstOrDefault()));
}
