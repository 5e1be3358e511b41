using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Documents;

/// <summary>A notebook in memory: <c>.ipynb</c> (nbformat 4), or the cells of a <c>.dib</c> script. What it does not understand in metadata it keeps.</summary>
public sealed class NotebookDocument
{
    /// <summary>The cells in order.</summary>
    public IList<NotebookCell> Cells { get; } = [];

    /// <summary>Metadata of the document.</summary>
    public JsonObject Metadata { get; set; } = [];

    /// <summary>What the reader had to supply, for example ids of cells from before format 4.5.</summary>
    public IList<string> Remarks { get; } = [];

    /// <summary>An empty C# notebook with the usual kernel metadata.</summary>
    public static NotebookDocument CreateCSharp()
    {
        var document = new NotebookDocument();
        document.EnsureKernelMetadata();
        return document;
    }

    /// <summary>Reads a notebook file, or a <c>.dib</c> script.</summary>
    /// <exception cref="NotebookFormatException">The file is not a notebook; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NotebookDocument Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return DibText.IsDib(path) ? DibText.Read(File.ReadAllText(path), path) : NotebookReader.Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a notebook from JSON text.</summary>
    /// <exception cref="NotebookFormatException">The text is not a notebook.</exception>
    public static NotebookDocument Parse(string json, string name = "notebook")
    {
        ArgumentNullException.ThrowIfNull(json);
        return NotebookReader.Read(System.Text.Encoding.UTF8.GetBytes(json), name);
    }

    /// <summary>The notebook as nbformat 4.5 JSON: sorted keys, one space of indentation, LF, a final line break.</summary>
    public string ToJson() => NotebookWriter.Write(this);

    /// <summary>Writes the file atomically: a reader sees the old or the new text, never a part.</summary>
    /// <param name="path">The ending <c>.dib</c> makes a script without outputs.</param>
    public void Save(string path) => AtomicFile.WriteAllText(path, DibText.IsDib(path) ? DibText.Write(this) : ToJson());

    /// <summary>A copy that shares nothing with this one.</summary>
    public NotebookDocument Clone()
    {
        var copy = new NotebookDocument { Metadata = (JsonObject)Metadata.DeepClone() };
        foreach (var cell in Cells) copy.Cells.Add(cell.Clone());
        foreach (var remark in Remarks) copy.Remarks.Add(remark);
        return copy;
    }

    internal void EnsureKernelMetadata()
    {
        if (Metadata["kernelspec"] is not JsonObject)
        {
            Metadata["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        }
        if (Metadata["language_info"] is not JsonObject) Metadata["language_info"] = new JsonObject { ["name"] = "C#", ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["pygments_lexer"] = "csharp" };
    }
}
