using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Formatting;

namespace Workbench.Notebooks.Reports;

/// <summary>Outputs of code cells as HTML: the richest representation of each.</summary>
/// <param name="resources">Receives what outputs share, so that the page holds it once.</param>
internal sealed partial class ReportOutputs(IDictionary<string, string> resources)
{
    public void Write(NotebookOutput output, StringBuilder html)
    {
        switch (output)
        {
            case StreamOutput stream:
                html.Append("<pre class=\"output ").Append(stream.Name == "stderr" ? "stderr" : "stdout").Append("\">").Append(Text(stream.Text)).Append("</pre>");
                break;
            case ErrorOutput error:
                html.Append("<pre class=\"output error\">").Append(Text(string.Join('\n', error.Traceback.Count > 0 ? error.Traceback : [$"{error.Name}: {error.Message}"]))).Append("</pre>");
                break;
            case DisplayOutput display:
                html.Append("<div class=\"output\">");
                WriteBundle(display, html);
                html.Append("</div>");
                break;
        }
    }

    private void WriteBundle(DisplayOutput display, StringBuilder html)
    {
        if (display.Text("text/html") is { } rich)
        {
            html.Append(SharedResources.Lift(rich, resources));
            return;
        }
        if (display.Text("image/svg+xml") is { } svg)
        {
            Image("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)));
            return;
        }
        foreach (var type in (string[])["image/png", "image/jpeg", "image/gif", "image/webp"])
        {
            if (display.Text(type) is not { } base64 || !IsBase64(base64)) continue;
            Image(type, base64.ReplaceLineEndings(string.Empty));
            return;
        }
        if (display.Text("text/markdown") is { } markdown) html.Append(new Markdown(new MarkdownOptions()).ToHtml(markdown));
        else html.Append("<pre>").Append(Text(display.Text("text/plain") ?? display.Text("application/json") ?? $"[{string.Join(", ", display.Data.Select(item => item.Key))}]")).Append("</pre>");

        void Image(string type, string base64) =>
            html.Append("<img src=\"data:").Append(type).Append(";base64,").Append(base64).Append("\" alt=\"").Append(WebUtility.HtmlEncode(display.Text("text/plain") ?? string.Empty)).Append("\">");
    }

    // what a terminal would show: colours dropped, and after a carriage return the line is written over
    private static string Text(string text)
    {
        text = Escapes().Replace(text, string.Empty);
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
            for (var i = 0; i < lines.Length; i++) lines[i] = lines[i].TrimEnd('\r').Split('\r')[^1];
            text = string.Join('\n', lines);
        }
        return WebUtility.HtmlEncode(text);
    }

    private static bool IsBase64(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\n' or '\r');

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
