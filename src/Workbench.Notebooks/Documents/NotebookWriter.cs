using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Documents;

/// <summary>Writes nbformat 4.5 in the form Jupyter itself saves: sorted keys, one space of indentation, text as lists of lines.</summary>
internal static class NotebookWriter
{
    public static string Write(NotebookDocument document)
    {
        var json = new JsonObject
        {
            ["cells"] = new JsonArray([.. document.Cells.Select(Cell)]),
            ["metadata"] = document.Metadata.DeepClone(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        var text = new StringBuilder();
        Append(text, json, 0);
        return text.Append('\n').ToString();
    }

    private static JsonObject Cell(NotebookCell cell)
    {
        var json = new JsonObject
        {
            ["cell_type"] = cell.Kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" },
            ["id"] = cell.Id,
            ["metadata"] = cell.Metadata.DeepClone(),
            ["source"] = Lines(cell.Source),
        };
        if (cell.Attachments is { } attachments) json["attachments"] = attachments.DeepClone();
        if (cell.Kind == CellKind.Code)
        {
            json["execution_count"] = cell.ExecutionCount;
            json["outputs"] = new JsonArray([.. cell.Outputs.Select(Output)]);
        }
        return json;
    }

    private static JsonObject Output(NotebookOutput output) => output switch
    {
        StreamOutput stream => new JsonObject { ["output_type"] = "stream", ["name"] = stream.Name, ["text"] = Lines(stream.Text) },
        ErrorOutput error => new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
        },
        DisplayOutput { IsResult: true } result => new JsonObject
        {
            ["output_type"] = "execute_result",
            ["execution_count"] = result.ExecutionCount,
            ["data"] = Bundle(result.Data),
            ["metadata"] = result.Metadata.DeepClone(),
        },
        DisplayOutput display => new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = Bundle(display.Data),
            ["metadata"] = display.Metadata.DeepClone(),
        },
        _ => throw new InvalidOperationException($"unknown output {output.GetType()}"),
    };

    private static JsonObject Bundle(JsonObject data)
    {
        var bundle = new JsonObject();
        foreach (var (mimeType, content) in data)
        {
            var isText = mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "image/svg+xml" or "application/javascript";
            bundle[mimeType] = isText && content is JsonValue value && value.TryGetValue<string>(out var text) ? Lines(text) : content?.DeepClone();
        }
        return bundle;
    }

    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }

    private static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } json:
                var open = '{';
                foreach (var (key, value) in json.OrderBy(item => item.Key, StringComparer.Ordinal))
                {
                    text.Append(open).Append('\n').Append(' ', depth + 1);
                    AppendString(text, key);
                    text.Append(": ");
                    Append(text, value, depth + 1);
                    open = ',';
                }
                text.Append('\n').Append(' ', depth).Append('}');
                break;
            case JsonArray { Count: > 0 } array:
                var first = '[';
                foreach (var value in array)
                {
                    text.Append(first).Append('\n').Append(' ', depth + 1);
                    Append(text, value, depth + 1);
                    first = ',';
                }
                text.Append('\n').Append(' ', depth).Append(']');
                break;
            case JsonObject:
                text.Append("{}");
                break;
            case JsonArray:
                text.Append("[]");
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            case null:
                text.Append("null");
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    // no escapes beyond those JSON demands, as Jupyter writes; half a surrogate pair, left by cut text, has no UTF-8 form
    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]):
                    text.Append(c).Append(value[++i]);
                    break;
                case var _ when char.IsSurrogate(c): text.Append('\uFFFD'); break;
                default: text.Append(c); break;
            }
        }
        text.Append('"');
    }
}
