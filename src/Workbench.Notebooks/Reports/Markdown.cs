using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Reports;

/// <summary>Renders the Markdown that notebooks use. All text is escaped; HTML in the source is shown, never passed on; formulas stay text.</summary>
internal sealed partial class Markdown(MarkdownOptions options)
{
    private const int MaxNesting = 12;

    private readonly MarkdownInline _inline = new(options);
    private readonly Dictionary<string, int> _anchors = [];

    public string ToHtml(string source)
    {
        var html = new StringBuilder();
        Blocks(source.ReplaceLineEndings("\n").Replace("\t", "    ", StringComparison.Ordinal).Split('\n'), html, 0);
        return html.ToString();
    }

    private void Blocks(string[] lines, StringBuilder html, int depth)
    {
        for (var i = 0; i < lines.Length;)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line)) i++;
            else if (Fence().Match(line) is { Success: true } fence) i = CodeBlock(lines, i, fence, html);
            else if (line.StartsWith("    ", StringComparison.Ordinal)) i = IndentedCode(lines, i, html);
            else if (AtxHeading().Match(line) is { Success: true } heading)
            {
                Heading(heading.Groups[1].Length, heading.Groups[2].Value, html);
                i++;
            }
            else if (Rule().IsMatch(line))
            {
                html.Append("<hr>\n");
                i++;
            }
            else if (line.TrimStart().StartsWith("$$", StringComparison.Ordinal)) i = Formula(lines, i, html);
            else if (depth < MaxNesting && line.TrimStart().StartsWith('>')) i = Quote(lines, i, html, depth);
            else if (depth < MaxNesting && Item().IsMatch(line)) i = List(lines, i, html, depth);
            else if (i + 1 < lines.Length && MarkdownTable.IsHeader(line, lines[i + 1])) i = MarkdownTable.Write(lines, i, _inline, html);
            else i = Paragraph(lines, i, html, depth);
        }
    }

    private static int CodeBlock(string[] lines, int start, Match fence, StringBuilder html)
    {
        var (indent, mark) = (fence.Groups[1].Length, fence.Groups[2].Value);
        var language = fence.Groups[3].Value.Trim();
        var code = new StringBuilder();
        var i = start + 1;
        for (; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            if (trimmed.Length >= mark.Length && trimmed.All(c => c == mark[0])) break;
            code.Append(lines[i].AsSpan(Math.Min(indent, lines[i].Length - lines[i].TrimStart().Length))).Append('\n');
        }
        var isCSharp = language is "csharp" or "c#" or "cs" or "C#";
        html.Append("<pre class=\"code\">").Append(isCSharp ? CSharpHighlighter.ToHtml(code.ToString()) : WebUtility.HtmlEncode(code.ToString())).Append("</pre>\n");
        return i + 1;
    }

    private static int IndentedCode(string[] lines, int start, StringBuilder html)
    {
        var i = start;
        var code = new StringBuilder();
        for (; i < lines.Length && (lines[i].StartsWith("    ", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(lines[i])); i++)
        {
            code.Append(lines[i].Length >= 4 ? lines[i][4..] : string.Empty).Append('\n');
        }
        html.Append("<pre class=\"code\">").Append(WebUtility.HtmlEncode(code.ToString().TrimEnd('\n'))).Append("</pre>\n");
        return i;
    }

    private void Heading(int level, string text, StringBuilder html)
    {
        text = text.Trim().TrimEnd('#').TrimEnd();
        var anchor = Anchor(text);
        options.Heading?.Invoke(level, _inline.PlainText(text), anchor);
        var tag = level.ToString(CultureInfo.InvariantCulture);
        html.Append("<h").Append(tag).Append(" id=\"").Append(anchor).Append("\">").Append(_inline.ToHtml(text)).Append("</h").Append(tag).Append(">\n");
    }

    private string Anchor(string text)
    {
        var anchor = NotInAnchor().Replace(text.ToLowerInvariant().Replace(' ', '-'), string.Empty);
        if (anchor.Length == 0) anchor = "section";
        var count = _anchors[anchor] = _anchors.GetValueOrDefault(anchor) + 1;
        return count == 1 ? anchor : anchor + "-" + count.ToString(CultureInfo.InvariantCulture);
    }

    private static int Formula(string[] lines, int start, StringBuilder html)
    {
        var text = new StringBuilder();
        var i = start;
        for (; i < lines.Length; i++)
        {
            text.Append(lines[i]).Append('\n');
            var rest = i == start ? lines[i].TrimStart()[2..] : lines[i];
            if (rest.Contains("$$", StringComparison.Ordinal)) break;
        }
        html.Append("<div class=\"formula\">").Append(WebUtility.HtmlEncode(text.ToString().Trim())).Append("</div>\n");
        return i + 1;
    }

    private int Quote(string[] lines, int start, StringBuilder html, int depth)
    {
        var i = start;
        var inner = new List<string>();
        for (; i < lines.Length && !string.IsNullOrWhiteSpace(lines[i]); i++)
        {
            var trimmed = lines[i].TrimStart();
            if (trimmed.StartsWith('>')) inner.Add(trimmed.Length > 1 && trimmed[1] == ' ' ? trimmed[2..] : trimmed[1..]);
            else if (StartsBlock(lines[i])) break;
            else inner.Add(lines[i]);
        }
        html.Append("<blockquote>\n");
        Blocks([.. inner], html, depth + 1);
        html.Append("</blockquote>\n");
        return i;
    }

    private int List(string[] lines, int start, StringBuilder html, int depth)
    {
        var first = Item().Match(lines[start]);
        var ordered = char.IsAsciiDigit(first.Groups[2].Value[0]);
        var number = ordered && int.TryParse(first.Groups[2].Value[..^1], out var parsed) && parsed != 1 ? $" start=\"{parsed.ToString(CultureInfo.InvariantCulture)}\"" : string.Empty;
        html.Append(ordered ? $"<ol{number}>\n" : "<ul>\n");
        var i = start;
        while (i < lines.Length && Item().Match(lines[i]) is { Success: true } item && char.IsAsciiDigit(item.Groups[2].Value[0]) == ordered && item.Groups[1].Length <= first.Groups[1].Length + 1)
        {
            var indent = item.Groups[1].Length + item.Groups[2].Length + Math.Clamp(item.Groups[3].Length, 1, 4);
            var inner = new List<string> { lines[i].Length > indent ? lines[i][indent..] : string.Empty };
            var loose = false;
            for (i++; i < lines.Length; i++)
            {
                var blank = string.IsNullOrWhiteSpace(lines[i]);
                var spaces = lines[i].Length - lines[i].TrimStart().Length;
                if (blank)
                {
                    if (i + 1 >= lines.Length || lines[i + 1].Length - lines[i + 1].TrimStart().Length < indent) break;
                    loose = true;
                    inner.Add(string.Empty);
                }
                else if (spaces >= indent) inner.Add(lines[i][indent..]);
                else if (spaces > item.Groups[1].Length + 1 && Item().IsMatch(lines[i])) inner.Add(lines[i].TrimStart());
                else if (Item().IsMatch(lines[i]) || StartsBlock(lines[i])) break;
                else inner.Add(lines[i].TrimStart());
            }
            html.Append("<li>");
            var body = new StringBuilder();
            Blocks([.. inner], body, depth + 1);
            var text = body.ToString();
            // a tight item is its text, without a paragraph around it
            if (!loose && text.StartsWith("<p>", StringComparison.Ordinal))
            {
                var end = text.IndexOf("</p>", StringComparison.Ordinal);
                text = text[3..end] + text[(end + 4)..];
            }
            html.Append(text.TrimEnd('\n')).Append("</li>\n");
            while (i + 1 < lines.Length && string.IsNullOrWhiteSpace(lines[i]) && Item().IsMatch(lines[i + 1])) i++;
        }
        html.Append(ordered ? "</ol>\n" : "</ul>\n");
        return i;
    }

    private int Paragraph(string[] lines, int start, StringBuilder html, int depth)
    {
        var i = start;
        var text = new List<string>();
        for (; i < lines.Length && !string.IsNullOrWhiteSpace(lines[i]); i++)
        {
            if (i > start && Underline().Match(lines[i]) is { Success: true } underline)
            {
                Heading(underline.Groups[1].Value[0] == '=' ? 1 : 2, string.Join(' ', text), html);
                return i + 1;
            }
            if (i > start && (StartsBlock(lines[i]) || (depth < MaxNesting && Item().IsMatch(lines[i])))) break;
            text.Add(lines[i].TrimStart());
        }
        html.Append("<p>").Append(_inline.ToHtml(string.Join('\n', text))).Append("</p>\n");
        return i;
    }

    private static bool StartsBlock(string line) =>
        Fence().IsMatch(line) || AtxHeading().IsMatch(line) || Rule().IsMatch(line) || line.StartsWith('>') || line.StartsWith("$$", StringComparison.Ordinal);

    [GeneratedRegex("^( {0,3})(`{3,}|~{3,})([^`]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex("^ {0,3}(#{1,6})(?: +(.*))?$")]
    private static partial Regex AtxHeading();

    [GeneratedRegex(@"^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^( {0,30})([-*+]|[0-9]{1,9}[.)])( +|$)")]
    private static partial Regex Item();

    [GeneratedRegex("^ {0,3}(=+|-+) *$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"[^\p{L}\p{N}_-]")]
    private static partial Regex NotInAnchor();
}
