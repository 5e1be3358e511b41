using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Workbench.Notebooks.Documents;

/// <summary>Reads <c>.ipynb</c> JSON. Trusts nothing: each wrong type is reported with its place.</summary>
internal static class NotebookReader
{
    private const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public static NotebookDocument Read(byte[] utf8, string name)
    {
        var bytes = utf8.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? utf8.AsMemory(3) : utf8.AsMemory();
        if (!Utf8.IsValid(bytes.Span)) throw new NotebookFormatException(name, string.Empty, "not valid UTF-8");
        try
        {
            using var json = JsonDocument.Parse(bytes, Options);
            return new Reading(name).Document(json.RootElement);
        }
        catch (JsonException e)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}");
            throw new NotebookFormatException(name, place, "not valid JSON: " + e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw new NotebookFormatException(name, string.Empty, "a property name holds half a surrogate pair", e);
        }
    }

    private sealed class Reading(string name)
    {
        public NotebookDocument Document(JsonElement root)
        {
            Expect(root, JsonValueKind.Object, "$", "a notebook is a JSON object");
            var format = Integer(root, "nbformat", "$");
            var minor = Integer(root, "nbformat_minor", "$");
            if (format != 4) throw Bad("$.nbformat", $"format {format} is not supported, only 4; convert it with `jupyter nbconvert --to notebook`");
            var document = new NotebookDocument { Metadata = Object(root, "metadata", "$") ?? [] };
            if (!root.TryGetProperty("cells", out var cells)) throw Bad("$.cells", "missing");
            Expect(cells, JsonValueKind.Array, "$.cells", "a list of cells");
            var index = 0;
            foreach (var cell in cells.EnumerateArray())
            {
                document.Cells.Add(Cell(cell, index, minor, document.Remarks));
                index++;
            }
            return document;
        }

        private NotebookCell Cell(JsonElement json, int index, int minor, IList<string> remarks)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.cells[{index}]");
            Expect(json, JsonValueKind.Object, path, "a cell is a JSON object");
            var kind = Text(json, "cell_type", path) switch
            {
                "code" => CellKind.Code,
                "markdown" => CellKind.Markdown,
                "raw" => CellKind.Raw,
                var other => throw Bad(path + ".cell_type", $"\"{Short(other)}\" is not one of code, markdown, raw"),
            };
            var source = json.TryGetProperty("source", out var text) ? Lines(text, path + ".source") : throw Bad(path + ".source", "missing");
            string id;
            if (json.TryGetProperty("id", out _))
            {
                id = Text(json, "id", path);
                if (!CellIds.IsValid(id)) throw Bad(path + ".id", $"\"{Short(id)}\" is not 1 to 64 of A-Z a-z 0-9 _ -");
            }
            else
            {
                id = CellIds.Make(index, source);
                if (minor >= 5) remarks.Add($"{path} has no id; {id} was made for it");
            }
            var cell = new NotebookCell
            {
                Id = id,
                Kind = kind,
                Source = source.ReplaceLineEndings("\n"),
                Metadata = Object(json, "metadata", path) ?? [],
                Attachments = Object(json, "attachments", path),
            };
            if (kind == CellKind.Code) ReadRun(json, cell, path);
            return cell;
        }

        private void ReadRun(JsonElement json, NotebookCell cell, string path)
        {
            cell.ExecutionCount = OptionalInteger(json, "execution_count", path);
            if (!json.TryGetProperty("outputs", out var outputs)) return;
            Expect(outputs, JsonValueKind.Array, path + ".outputs", "a list of outputs");
            var index = 0;
            foreach (var output in outputs.EnumerateArray())
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"{path}.outputs[{index++}]");
                Expect(output, JsonValueKind.Object, at, "an output is a JSON object");
                cell.Outputs.Add(Output(output, at));
            }
        }

        private NotebookOutput Output(JsonElement json, string path)
        {
            var type = Text(json, "output_type", path);
            switch (type)
            {
                case "stream":
                    return new StreamOutput { Name = Text(json, "name", path), Text = Lines(Required(json, "text", path), path + ".text") };
                case "error":
                    var traceback = Required(json, "traceback", path);
                    Expect(traceback, JsonValueKind.Array, path + ".traceback", "a list of lines");
                    return new ErrorOutput
                    {
                        Name = Text(json, "ename", path),
                        Message = Text(json, "evalue", path),
                        Traceback = [.. traceback.EnumerateArray().Select(line => Lines(line, path + ".traceback"))],
                    };
                case "display_data" or "execute_result":
                    return new DisplayOutput
                    {
                        IsResult = type == "execute_result",
                        ExecutionCount = type == "execute_result" ? OptionalInteger(json, "execution_count", path) : null,
                        Data = Bundle(Required(json, "data", path), path + ".data"),
                        Metadata = Object(json, "metadata", path) ?? [],
                    };
                default:
                    throw Bad(path + ".output_type", $"\"{Short(type)}\" is not one of stream, display_data, execute_result, error");
            }
        }

        private JsonObject Bundle(JsonElement json, string path)
        {
            Expect(json, JsonValueKind.Object, path, "MIME types and contents");
            var bundle = new JsonObject();
            foreach (var item in json.EnumerateObject())
            {
                var mimeType = item.Name;
                var isJson = mimeType.EndsWith("json", StringComparison.Ordinal);
                bundle[mimeType] = isJson && item.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)
                    ? Node(item.Value, path)
                    : isJson ? Node(item.Value, path) : JsonValue.Create(Lines(item.Value, $"{path}[\"{Short(mimeType)}\"]"));
            }
            return bundle;
        }

        private JsonObject? Object(JsonElement json, string property, string path)
        {
            if (!json.TryGetProperty(property, out var found) || found.ValueKind == JsonValueKind.Null) return null;
            Expect(found, JsonValueKind.Object, $"{path}.{property}", "a JSON object");
            return (JsonObject)Node(found, $"{path}.{property}")!;
        }

        // parsed anew, so that the node does not keep the whole document in memory; strings are decoded here to find bad ones
        private JsonNode? Node(JsonElement json, string path)
        {
            CheckStrings(json, path);
            return JsonNode.Parse(json.GetRawText(), documentOptions: Options);
        }

        private void CheckStrings(JsonElement json, string path)
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.String:
                    Decode(json, path);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in json.EnumerateArray()) CheckStrings(item, path);
                    break;
                case JsonValueKind.Object:
                    foreach (var item in json.EnumerateObject()) CheckStrings(item.Value, item.Name.Length > 0 ? path : path + "[\"\"]");
                    break;
            }
        }

        private string Lines(JsonElement json, string path)
        {
            if (json.ValueKind == JsonValueKind.String) return Decode(json, path);
            Expect(json, JsonValueKind.Array, path, "a string or a list of lines");
            return string.Concat(json.EnumerateArray().Select(line =>
            {
                Expect(line, JsonValueKind.String, path, "a string or a list of lines");
                return Decode(line, path);
            }));
        }

        private string Text(JsonElement json, string property, string path)
        {
            var found = Required(json, property, path);
            Expect(found, JsonValueKind.String, $"{path}.{property}", "a string");
            return Decode(found, $"{path}.{property}");
        }

        private string Decode(JsonElement json, string path)
        {
            try
            {
                return json.GetString()!;
            }
            catch (InvalidOperationException e)
            {
                throw new NotebookFormatException(name, path, "a string holds half a surrogate pair", e);
            }
        }

        private JsonElement Required(JsonElement json, string property, string path) =>
            json.TryGetProperty(property, out var found) ? found : throw Bad($"{path}.{property}", "missing");

        private int Integer(JsonElement json, string property, string path) =>
            OptionalInteger(json, property, path) ?? throw Bad($"{path}.{property}", "missing; is this a notebook?");

        private int? OptionalInteger(JsonElement json, string property, string path)
        {
            if (!json.TryGetProperty(property, out var found) || found.ValueKind == JsonValueKind.Null) return null;
            return found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var value) ? value : throw Bad($"{path}.{property}", "expected an integer");
        }

        private void Expect(JsonElement json, JsonValueKind kind, string path, string what)
        {
            if (json.ValueKind != kind) throw Bad(path, $"expected {what}, found {json.ValueKind.ToString().ToLowerInvariant()}");
        }

        private NotebookFormatException Bad(string path, string reason) => new(name, path, reason);

        private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
    }
}
