using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Documents;

/// <summary>The kinds of cells.</summary>
public enum CellKind
{
    /// <summary>Code that runs.</summary>
    Code,

    /// <summary>Markdown text.</summary>
    Markdown,

    /// <summary>Text that is passed through untouched.</summary>
    Raw,
}

/// <summary>One cell of a notebook.</summary>
public sealed class NotebookCell
{
    /// <summary>Identifier, unique in the document: 1 to 64 of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Id { get; set; }

    /// <summary>The kind of cell.</summary>
    public required CellKind Kind { get; set; }

    /// <summary>Its text, lines separated by LF.</summary>
    public string Source { get; set; } = string.Empty;

    /// <summary>Its metadata.</summary>
    public JsonObject Metadata { get; set; } = [];

    /// <summary>Files embedded in a Markdown cell: name to MIME bundle; null when there are none.</summary>
    public JsonObject? Attachments { get; set; }

    /// <summary>Number of its last run, null when it has not run.</summary>
    public int? ExecutionCount { get; set; }

    /// <summary>What its last run showed. Empty for other kinds than code.</summary>
    public IList<NotebookOutput> Outputs { get; } = [];

    /// <summary>The tags in its metadata.</summary>
    public IReadOnlyList<string> Tags =>
        Metadata["tags"] is JsonArray tags ? [.. tags.OfType<JsonValue>().Select(tag => tag.TryGetValue<string>(out var text) ? text : null).OfType<string>()] : [];

    /// <summary>The language that another engine's metadata assigns to the cell; null when none does.</summary>
    public string? Language => Text("polyglot_notebook", "kernelName") ?? Text("dotnet_interactive", "language");

    /// <summary>A copy that shares nothing with this one.</summary>
    public NotebookCell Clone()
    {
        var copy = new NotebookCell
        {
            Id = Id,
            Kind = Kind,
            Source = Source,
            Metadata = (JsonObject)Metadata.DeepClone(),
            Attachments = (JsonObject?)Attachments?.DeepClone(),
            ExecutionCount = ExecutionCount,
        };
        foreach (var output in Outputs) copy.Outputs.Add(output.Clone());
        return copy;
    }

    private string? Text(string section, string key) =>
        Metadata[section] is JsonObject found && found[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
