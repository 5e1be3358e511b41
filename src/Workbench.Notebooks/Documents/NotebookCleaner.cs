using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Documents;

/// <summary>Brings notebooks into the form that is committed: no outputs, stable ids, no traces of the machine that ran them.</summary>
public static class NotebookCleaner
{
    private static readonly string[] CellMetadata = ["execution", "collapsed", "scrolled", "ExecuteTime", "papermill"];

    private static readonly string[] DocumentMetadata = ["widgets", "papermill", "signature", "toc"];

    /// <summary>A cleaned copy. Cleaning twice changes nothing more.</summary>
    /// <param name="document">It is not changed.</param>
    /// <param name="options">What to keep; outputs go unless told.</param>
    public static NotebookDocument Clean(NotebookDocument document, CleanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        options ??= new CleanOptions();
        var outputs = new OutputCleaner(options);
        var result = document.Clone();
        result.Remarks.Clear();
        foreach (var key in DocumentMetadata) result.Metadata.Remove(key);
        if (result.Metadata["language_info"] is JsonObject language) language.Remove("version");
        var ids = new HashSet<string>();
        for (var index = 0; index < result.Cells.Count; index++)
        {
            var cell = result.Cells[index];
            cell.Source = cell.Source.ReplaceLineEndings("\n").TrimEnd('\n');
            foreach (var key in CellMetadata) cell.Metadata.Remove(key);
            if (cell.Metadata["jupyter"] is JsonObject { Count: > 0 } jupyter)
            {
                jupyter.Remove("outputs_hidden");
                if (jupyter.Count == 0) cell.Metadata.Remove("jupyter");
            }
            cell.ExecutionCount = null;
            var kept = options.KeepOutputs ? cell.Outputs.Select(outputs.Clean).ToArray() : [];
            cell.Outputs.Clear();
            foreach (var output in kept) cell.Outputs.Add(output);
            // a valid id stays, so that a difference between two versions shows what changed and nothing else
            for (var attempt = 0; !CellIds.IsValid(cell.Id) || !ids.Add(cell.Id); attempt++) cell.Id = CellIds.Make(index + (attempt * result.Cells.Count), cell.Source);
        }
        return result;
    }
}
