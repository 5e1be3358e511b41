using System.Collections;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Formatting;

/// <summary>The built-in <c>text/html</c> view: tables for sequences and dictionaries, a member table for objects.</summary>
/// <remarks>Colours are the page's (the variables of JupyterLab and VS Code, else inherited text and translucent grey), so one text serves light and dark themes.</remarks>
internal static class HtmlView
{
    private const string Mime = "text/html";

    internal const string Style =
        "<style>.wbv{border-collapse:collapse;color:var(--jp-ui-font-color1,var(--vscode-foreground,inherit));font-size:90%}"
        + ".wbv th,.wbv td{border:1px solid var(--jp-border-color2,var(--vscode-editorWidget-border,rgba(128,128,128,.35)));padding:2px 8px;text-align:left;vertical-align:top;background:none;color:inherit}"
        + ".wbv thead th{background:rgba(128,128,128,.15)}.wbv i{opacity:.7}.wbv summary{cursor:pointer}.wbv pre{margin:0;background:none;color:inherit}</style>";

    public static void Write(object value, TextWriter writer)
    {
        var type = value.GetType();
        if (HtmlContent.TryRead(value, out var html)) writer.Write(html);
        else if (ScalarValue.IsScalar(type)) WriteText(ScalarValue.Text(value), writer);
        else if (value is JsonNode or JsonElement) WriteBlock(value.ToString() ?? string.Empty, writer);
        else if (value is JsonDocument json) WriteBlock(json.RootElement.ToString(), writer);
        else if (value is Exception error) WriteBlock(error.ToString(), writer);
        else if (value is ObjectMembers.FailedMember) WriteText(value.ToString() ?? string.Empty, writer);
        else WriteStructure(value, type, writer);
    }

    private static void WriteStructure(object value, Type type, TextWriter writer)
    {
        var nested = FormatScope.Depth > 1;
        if (nested)
        {
            writer.Write("<details><summary>");
            Encode(TypeName.Of(type), writer);
            writer.Write("</summary>");
        }
        else
        {
            writer.Write(Style);
        }
        if (value is IDictionary dictionary) HtmlTable.WriteDictionary(dictionary, writer);
        else if (value is IEnumerable sequence) HtmlTable.WriteSequence(sequence, writer);
        else WriteMembers(value, type, writer);
        if (nested) writer.Write("</details>");
    }

    private static void WriteMembers(object value, Type type, TextWriter writer)
    {
        var members = ObjectMembers.Of(type);
        if (members.Count == 0)
        {
            using var plain = new StringWriter { NewLine = "\n" };
            PlainView.Write(value, plain);
            WriteBlock(plain.ToString(), writer);
            return;
        }
        writer.Write("<table class=\"wbv\"><thead><tr><th colspan=\"2\">");
        Encode(TypeName.Of(type), writer);
        writer.Write("</th></tr></thead><tbody>");
        foreach (var member in members)
        {
            writer.Write("<tr><th>");
            Encode(member.Name, writer);
            writer.Write("</th><td>");
            ValueFormatter.Write(member.Read(value), Mime, writer);
            writer.Write("</td></tr>");
        }
        writer.Write("</tbody></table>");
    }

    private static void WriteBlock(string text, TextWriter writer)
    {
        writer.Write("<pre>");
        Encode(text, writer);
        writer.Write("</pre>");
    }

    private static void WriteText(string text, TextWriter writer)
    {
        if (FormatScope.Depth <= 1 && text.Contains('\n', StringComparison.Ordinal)) WriteBlock(text, writer);
        else Encode(text, writer);
    }

    private static void Encode(string text, TextWriter writer) => writer.Write(WebUtility.HtmlEncode(text));
}
