using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Documents;

/// <summary>Polyglot script files (<c>.dib</c>): plain text, sections begin at a line that names their language, outputs are not stored.</summary>
internal static class DibText
{
    private const string Meta = "meta";

    public static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="NotebookFormatException">The leading <c>#!meta</c> section is not JSON.</exception>
    public static NotebookDocument Read(string text, string name)
    {
        var document = NotebookDocument.CreateCSharp();
        var known = new HashSet<string>(KernelNames.Sections, StringComparer.OrdinalIgnoreCase);
        var (language, lines, first) = ("csharp", new List<string>(), 1);
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var mark = line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim() : string.Empty;
            var isStart = mark.Length > 0 && (known.Contains(mark) || (mark == Meta && document.Cells.Count == 0));
            if (!isStart)
            {
                lines.Add(line);
                continue;
            }
            End();
            (language, first) = (mark, number + 1);
        }
        End();
        return document;

        void End()
        {
            var source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (language == Meta) ReadMeta(document, source, known, name, first);
            else if (source.Trim().Length > 0) document.Cells.Add(Cell(language, source, document.Cells.Count));
        }
    }

    public static string Write(NotebookDocument document)
    {
        var text = new StringBuilder("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n");
        foreach (var cell in document.Cells)
        {
            if (string.IsNullOrWhiteSpace(cell.Source)) continue;
            var language = cell.Kind switch { CellKind.Markdown => "markdown", CellKind.Raw => "raw", _ => cell.Language ?? "csharp" };
            text.Append('\n');
            // a cell that names its language itself begins its own section
            if (!cell.Source.StartsWith("#!html\n", StringComparison.Ordinal)) text.Append("#!").Append(language).Append("\n\n");
            text.Append(cell.Source.Trim('\n')).Append('\n');
        }
        return text.ToString();
    }

    private static NotebookCell Cell(string language, string source, int index)
    {
        var kind = language is "markdown" or "md" ? CellKind.Markdown : language == "raw" ? CellKind.Raw : CellKind.Code;
        if (language is "html" or "value") source = $"#!{language}\n{source}"; // the engine shows these itself
        var cell = new NotebookCell { Id = CellIds.Make(index, source), Kind = kind, Source = source };
        if (kind == CellKind.Code && !KernelNames.IsCSharp(language) && language is not ("html" or "value"))
        {
            cell.Metadata = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };
        }
        return cell;
    }

    private static void ReadMeta(NotebookDocument document, string json, HashSet<string> known, string name, int line)
    {
        JsonNode? meta;
        try
        {
            meta = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var place = (line + (e.LineNumber ?? 0)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new NotebookFormatException(name, "line " + place, "the #!meta section is not valid JSON: " + e.Message, e);
        }
        if (meta is not JsonObject { } root || root["kernelInfo"] is not JsonObject kernels || kernels["items"] is not JsonArray items) return;
        foreach (var item in items.OfType<JsonObject>())
        {
            Add(item["name"]);
            if (item["aliases"] is JsonArray aliases)
            {
                foreach (var alias in aliases) Add(alias);
            }
        }
        document.Metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = kernels.DeepClone() };

        void Add(JsonNode? node)
        {
            if (node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 && text != Meta) known.Add(text);
        }
    }
}
