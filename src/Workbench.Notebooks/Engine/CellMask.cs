using System.Text;

namespace Workbench.Notebooks.Engine;

/// <summary>A cell as the compiler may read it while it is being written: directives and their text are blank, every other character keeps its place.</summary>
internal static class CellMask
{
    /// <summary>The masked text, as long as the cell.</summary>
    public static string Of(string cell)
    {
        if (!cell.Contains('#', StringComparison.Ordinal)) return cell;
        var hidden = CellParser.LinesInsideTokens(cell);
        var text = new StringBuilder(cell);
        var inText = false;
        foreach (var (line, number) in Lines(cell).Select((line, number) => (line, number)))
        {
            var content = cell.AsSpan(line.Start, line.Length).Trim();
            var isMagic = content.StartsWith("#!") && (inText || !hidden.Contains(number));
            if (isMagic) inText = CellParser.IsText(content[2..].ToString().Split(' ')[0]);
            else if (!inText && (hidden.Contains(number) || !IsReference(content))) continue;
            for (var i = line.Start; i < line.Start + line.Length; i++)
            {
                if (text[i] is not ('\r' or '\n')) text[i] = ' ';
            }
        }
        return text.ToString();
    }

    /// <summary>The start and length of the line that holds a position, its line break not counted.</summary>
    public static (int Start, int Length) LineAt(string cell, int position)
    {
        var start = position == 0 ? 0 : cell.LastIndexOf('\n', position - 1) + 1;
        var end = cell.IndexOf('\n', position);
        return (start, (end < 0 ? cell.Length : end) - start);
    }

    /// <summary>True for <c>#r</c>, <c>#i</c> and <c>#load</c>.</summary>
    public static bool IsReference(ReadOnlySpan<char> line) =>
        line.StartsWith("#r ") || line.StartsWith("#r\"") || line.StartsWith("#i ") || line.StartsWith("#i\"") || line.StartsWith("#load");

    private static IEnumerable<(int Start, int Length)> Lines(string cell)
    {
        for (var start = 0; start <= cell.Length;)
        {
            var end = cell.IndexOf('\n', start);
            if (end < 0) end = cell.Length;
            yield return (start, end - start);
            start = end + 1;
        }
    }
}
