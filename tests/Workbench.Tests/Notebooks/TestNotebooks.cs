using System.Text.Json.Nodes;
using Workbench.Notebooks.Documents;

namespace Workbench.Tests.Notebooks;

/// <summary>Builds notebooks for tests.</summary>
internal static class TestNotebooks
{
    public static NotebookCell Code(string source, params string[] tags)
    {
        var cell = new NotebookCell { Id = Id(), Kind = CellKind.Code, Source = source };
        if (tags.Length > 0) cell.Metadata = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) };
        return cell;
    }

    public static NotebookCell Text(string source) => new() { Id = Id(), Kind = CellKind.Markdown, Source = source };

    public static NotebookDocument Of(params NotebookCell[] cells)
    {
        var document = NotebookDocument.CreateCSharp();
        foreach (var cell in cells) document.Cells.Add(cell);
        return document;
    }

    public static string StreamText(this NotebookCell cell, string name = "stdout") =>
        string.Concat(cell.Outputs.OfType<StreamOutput>().Where(output => output.Name == name).Select(output => output.Text));

    private static string Id() => Guid.NewGuid().ToString("N")[..8];
}
