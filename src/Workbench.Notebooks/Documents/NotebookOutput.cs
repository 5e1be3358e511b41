using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Documents;

/// <summary>One output of a code cell.</summary>
public abstract class NotebookOutput
{
    /// <summary>A copy that shares nothing with this one.</summary>
    public abstract NotebookOutput Clone();
}

/// <summary>Text of a console stream.</summary>
public sealed class StreamOutput : NotebookOutput
{
    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The text.</summary>
    public string Text { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override NotebookOutput Clone() => new StreamOutput { Name = Name, Text = Text };
}

/// <summary>A value on display, or the value of the cell's trailing expression.</summary>
public sealed class DisplayOutput : NotebookOutput
{
    /// <summary>True for the value of the trailing expression.</summary>
    public bool IsResult { get; init; }

    /// <summary>Number of the run for a result.</summary>
    public int? ExecutionCount { get; init; }

    /// <summary>MIME type to content: text as one string, JSON types as JSON.</summary>
    public JsonObject Data { get; set; } = [];

    /// <summary>Metadata of the output.</summary>
    public JsonObject Metadata { get; set; } = [];

    /// <summary>Text of one MIME type, null when there is none.</summary>
    public string? Text(string mimeType) => Data[mimeType] is JsonValue value && value.TryGetValue<string>(out var text) ? text : Data[mimeType]?.ToJsonString();

    /// <inheritdoc/>
    public override NotebookOutput Clone() => new DisplayOutput
    {
        IsResult = IsResult,
        ExecutionCount = ExecutionCount,
        Data = (JsonObject)Data.DeepClone(),
        Metadata = (JsonObject)Metadata.DeepClone(),
    };
}

/// <summary>The error a cell ended with.</summary>
public sealed class ErrorOutput : NotebookOutput
{
    /// <summary>Name of the exception.</summary>
    public required string Name { get; init; }

    /// <summary>Its message.</summary>
    public required string Message { get; init; }

    /// <summary>Lines for the reader.</summary>
    public required IReadOnlyList<string> Traceback { get; init; }

    /// <inheritdoc/>
    public override NotebookOutput Clone() => new ErrorOutput { Name = Name, Message = Message, Traceback = [.. Traceback] };
}
