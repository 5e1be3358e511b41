using System.Net;
using System.Text;

namespace Workbench.Notebooks.Reports;

/// <summary>Text inside a Markdown block: emphasis, code, links, images, formulas.</summary>
internal sealed class MarkdownInline(MarkdownOptions options)
{
    private const int MaxNesting = 8;
    private const int Reach = 4_000; // a closing mark is looked for within this many characters, so that time stays linear

    public string ToHtml(string text) => Render(text, 0);

    /// <summary>The text without marks, for a table of contents.</summary>
    public string PlainText(string text) => Formatting.HtmlContent.PlainText(Render(text, 0));

    private string Render(string text, int depth)
    {
        var html = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var next = text[i] switch
            {
                '\\' => Escape(text, i, html),
                '`' => Code(text, i, html),
                '$' => Formula(text, i, html),
                '!' => Image(text, i, html),
                '[' when depth < MaxNesting => Link(text, i, html, depth),
                '<' => Autolink(text, i, html),
                '*' or '_' or '~' when depth < MaxNesting => Emphasis(text, i, html, depth),
                ' ' => Break(text, i, html),
                _ => i,
            };
            if (next == i) Append(html, text[i], text, ref next);
            i = next;
        }
        return html.ToString();
    }

    private static void Append(StringBuilder html, char c, string text, ref int next)
    {
        next++;
        if (char.IsHighSurrogate(c) && next < text.Length) html.Append(c).Append(text[next++]);
        else if (c is '<' or '>' or '&' or '"' or '\'') html.Append(WebUtility.HtmlEncode(c.ToString()));
        else html.Append(c);
    }

    private static int Escape(string text, int at, StringBuilder html)
    {
        if (at + 1 >= text.Length) return at;
        if (text[at + 1] == '\n')
        {
            html.Append("<br>\n");
            return at + 2;
        }
        if (!char.IsAscii(text[at + 1]) || (!char.IsPunctuation(text[at + 1]) && !char.IsSymbol(text[at + 1]))) return at;
        html.Append(WebUtility.HtmlEncode(text[at + 1].ToString()));
        return at + 2;
    }

    private static int Break(string text, int at, StringBuilder html)
    {
        var end = at;
        while (end < text.Length && text[end] == ' ') end++;
        if (end - at < 2 || end >= text.Length || text[end] != '\n') return at;
        html.Append("<br>\n");
        return end + 1;
    }

    private static int Code(string text, int at, StringBuilder html)
    {
        var length = 1;
        while (at + length < text.Length && text[at + length] == '`') length++;
        var mark = new string('`', length);
        var close = Find(text, mark, at + length);
        while (close >= 0 && close + length < text.Length && text[close + length] == '`')
        {
            while (close < text.Length && text[close] == '`') close++;
            close = Find(text, mark, close);
        }
        if (close < 0)
        {
            html.Append(mark);
            return at + length;
        }
        html.Append("<code>").Append(WebUtility.HtmlEncode(text[(at + length)..close].Trim())).Append("</code>");
        return close + length;
    }

    // formulas keep their source; marks inside them are no emphasis
    private static int Formula(string text, int at, StringBuilder html)
    {
        var mark = at + 1 < text.Length && text[at + 1] == '$' ? "$$" : "$";
        var close = Find(text, mark, at + mark.Length);
        if (close <= at + mark.Length || char.IsWhiteSpace(text[at + mark.Length]) || char.IsWhiteSpace(text[close - 1])) return at;
        if (mark == "$" && close + 1 < text.Length && char.IsAsciiDigit(text[close + 1])) return at;
        html.Append("<span class=\"formula\">").Append(WebUtility.HtmlEncode(text[at..(close + mark.Length)])).Append("</span>");
        return close + mark.Length;
    }

    private int Image(string text, int at, StringBuilder html)
    {
        if (at + 1 >= text.Length || text[at + 1] != '[' || !TryTarget(text, at + 1, out var label, out var address, out var end)) return at;
        if (options.EmbedImage(address) is { } data) html.Append("<img src=\"").Append(WebUtility.HtmlEncode(data)).Append("\" alt=\"").Append(WebUtility.HtmlEncode(label)).Append("\">");
        else html.Append("<span class=\"missing\">[image: ").Append(WebUtility.HtmlEncode(label.Length > 0 ? label : address)).Append("]</span>");
        return end;
    }

    private int Link(string text, int at, StringBuilder html, int depth)
    {
        if (!TryTarget(text, at, out var label, out var address, out var end)) return at;
        WriteLink(Render(label, depth + 1), address, showAddress: true, html);
        return end;
    }

    private int Autolink(string text, int at, StringBuilder html)
    {
        var close = Find(text, ">", at + 1);
        if (close < 0) return at;
        var address = text[(at + 1)..close];
        if (!IsExternal(address) || address.Any(char.IsWhiteSpace)) return at;
        WriteLink(WebUtility.HtmlEncode(address), address, showAddress: false, html);
        return close + 1;
    }

    private void WriteLink(string label, string address, bool showAddress, StringBuilder html)
    {
        if (IsExternal(address))
        {
            if (options.ExternalLinks) html.Append("<a rel=\"noopener noreferrer\" href=\"").Append(WebUtility.HtmlEncode(address)).Append("\">").Append(label).Append("</a>");
            else html.Append("<span class=\"link\">").Append(label).Append("</span>").Append(showAddress ? $" <span class=\"address\">({WebUtility.HtmlEncode(address)})</span>" : string.Empty);
        }
        else if (IsLocal(address))
        {
            html.Append("<a href=\"").Append(WebUtility.HtmlEncode(address)).Append("\">").Append(label).Append("</a>");
        }
        else
        {
            html.Append(label); // javascript: and whatever else a page must not follow
        }
    }

    private int Emphasis(string text, int at, StringBuilder html, int depth)
    {
        var c = text[at];
        var length = 1;
        while (at + length < text.Length && text[at + length] == c) length++;
        var canOpen = at + length < text.Length && !char.IsWhiteSpace(text[at + length]) && (c != '_' || at == 0 || !char.IsLetterOrDigit(text[at - 1]));
        if (length > 3 || !canOpen || (c == '~' && length != 2))
        {
            html.Append(c, length);
            return at + length;
        }
        var mark = new string(c, length);
        for (var close = Find(text, mark, at + length); close >= 0; close = Find(text, mark, close))
        {
            var run = close;
            while (run < text.Length && text[run] == c) run++;
            var follows = run < text.Length && char.IsLetterOrDigit(text[run]);
            if (run - close == length && !char.IsWhiteSpace(text[close - 1]) && !(c == '_' && follows))
            {
                var (open, end) = (c, length) switch
                {
                    ('~', _) => ("<del>", "</del>"),
                    (_, 1) => ("<em>", "</em>"),
                    (_, 2) => ("<strong>", "</strong>"),
                    _ => ("<strong><em>", "</em></strong>"),
                };
                html.Append(open).Append(Render(text[(at + length)..close], depth + 1)).Append(end);
                return run;
            }
            close = run;
            if (close - at > Reach) break;
        }
        html.Append(c, length);
        return at + length;
    }

    private static bool TryTarget(string text, int at, out string label, out string address, out int end)
    {
        (label, address, end) = (string.Empty, string.Empty, at);
        var depth = 0;
        var close = -1;
        for (var i = at; i < text.Length && i - at < Reach; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '[') depth++;
            else if (text[i] == ']' && --depth == 0)
            {
                close = i;
                break;
            }
        }
        if (close < 0 || close + 1 >= text.Length || text[close + 1] != '(') return false;
        var parenthesis = 0;
        for (var i = close + 1; i < text.Length && i - close < Reach; i++)
        {
            if (text[i] == '(') parenthesis++;
            else if (text[i] == ')' && --parenthesis == 0)
            {
                label = text[(at + 1)..close];
                var target = text[(close + 2)..i].Trim();
                var title = target.IndexOf(" \"", StringComparison.Ordinal);
                address = (title > 0 ? target[..title] : target).Trim().Trim('<', '>');
                end = i + 1;
                return true;
            }
        }
        return false;
    }

    private static bool IsExternal(string address) =>
        address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    // anchors and relative paths; "//host" would leave the page, and a colon before any slash names a scheme
    private static bool IsLocal(string address)
    {
        var clean = new string([.. address.Where(c => c > ' ')]).Replace('\\', '/');
        if (clean.StartsWith("//", StringComparison.Ordinal)) return false;
        var colon = clean.IndexOf(':', StringComparison.Ordinal);
        var slash = clean.IndexOfAny(['/', '#', '?']);
        return colon < 0 || (slash >= 0 && slash < colon);
    }

    private static int Find(string text, string mark, int from) =>
        from >= text.Length ? -1 : text.IndexOf(mark, from, Math.Min(Reach, text.Length - from), StringComparison.Ordinal);
}
