using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Workbench.Notebooks.Formatting;

/// <summary>Reads values that are HTML: our own interface, and any other of the same full name (the web framework's).</summary>
internal static class HtmlContent
{
    private const string InterfaceName = "Microsoft.AspNetCore.Html.IHtmlContent";

    public static bool TryRead(object value, out string html)
    {
        html = string.Empty;
        using var writer = new StringWriter { NewLine = "\n" };
        if (value is IHtmlContent own)
        {
            own.WriteTo(writer, HtmlEncoder.Default);
        }
        else
        {
            var foreign = Array.Find(value.GetType().GetInterfaces(), type => type.FullName == InterfaceName);
            if (foreign?.GetMethod("WriteTo", [typeof(TextWriter), typeof(HtmlEncoder)]) is not { } write) return false;
            write.Invoke(value, [writer, HtmlEncoder.Default]);
        }
        html = writer.ToString();
        return true;
    }

    /// <summary>The text of HTML without tags, scripts and styles: what a terminal shows in its place.</summary>
    public static string PlainText(string html)
    {
        var text = new StringBuilder();
        var position = 0;
        while (position < html.Length)
        {
            var open = html.IndexOf('<', position);
            if (open < 0) open = html.Length;
            text.Append(html, position, open - position);
            var close = open < html.Length ? html.IndexOf('>', open) : -1;
            if (close < 0) break;
            var tag = html[(open + 1)..close];
            position = close + 1;
            foreach (var skipped in (string[])["script", "style"])
            {
                if (!tag.StartsWith(skipped, StringComparison.OrdinalIgnoreCase)) continue;
                var end = html.IndexOf("</" + skipped, position, StringComparison.OrdinalIgnoreCase);
                position = end < 0 ? html.Length : end;
            }
        }
        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }
}
