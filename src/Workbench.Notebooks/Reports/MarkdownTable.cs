using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Reports;

/// <summary>Pipe tables of Markdown.</summary>
internal static partial class MarkdownTable
{
    public static bool IsHeader(string line, string next) =>
        line.Contains('|', StringComparison.Ordinal) && next.Contains('-', StringComparison.Ordinal) && Delimiters().IsMatch(next) && Cells(next).Count == Cells(line).Count;

    /// <returns>Index of the first line behind the table.</returns>
    public static int Write(string[] lines, int start, MarkdownInline inline, StringBuilder html)
    {
        var styles = Cells(lines[start + 1]).Select(cell => (cell.StartsWith(':'), cell.EndsWith(':')) switch
        {
            (true, true) => " class=\"center\"",
            (false, true) => " class=\"right\"",
            _ => string.Empty,
        }).ToArray();
        html.Append("<table><thead>");
        Row(lines[start], "th");
        html.Append("</thead><tbody>");
        var i = start + 2;
        for (; i < lines.Length && lines[i].Contains('|', StringComparison.Ordinal); i++) Row(lines[i], "td");
        html.Append("</tbody></table>\n");
        return i;

        void Row(string line, string tag)
        {
            var cells = Cells(line);
            html.Append("<tr>");
            for (var column = 0; column < styles.Length; column++)
            {
                html.Append('<').Append(tag).Append(styles[column]).Append('>')
                    .Append(column < cells.Count ? inline.ToHtml(cells[column]) : string.Empty)
                    .Append("</").Append(tag).Append('>');
            }
            html.Append("</tr>");
        }
    }

    // a pipe inside a code span or behind a backslash does not separate
    private static List<string> Cells(string line)
    {
        var text = line.Trim();
        if (text.StartsWith('|')) text = text[1..];
        if (text.EndsWith('|') && !text.EndsWith("\\|", StringComparison.Ordinal)) text = text[..^1];
        var cells = new List<string>();
        var cell = new StringBuilder();
        var inCode = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '|')
            {
                cell.Append('|');
                i++;
            }
            else if (text[i] == '|' && !inCode)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                if (text[i] == '`') inCode = !inCode;
                cell.Append(text[i]);
            }
        }
        cells.Add(cell.ToString().Trim());
        return cells;
    }

    [GeneratedRegex(@"^ {0,3}\|?[ :-]+(?:\|[ :-]+)*\|?\s*$")]
    private static partial Regex Delimiters();
}
