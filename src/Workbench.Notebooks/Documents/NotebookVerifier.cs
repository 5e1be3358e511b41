using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Documents;

/// <summary>Checks whether a notebook is fit to be committed.</summary>
public static partial class NotebookVerifier
{
    /// <summary>All problems, each with its cell; empty when there are none.</summary>
    public static IReadOnlyList<string> Problems(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var problems = new List<string>(document.Remarks);
        var kernel = document.Metadata["kernelspec"] is JsonObject spec && spec["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : null;
        if (kernel != ".net-csharp") problems.Add($"metadata.kernelspec.name is {(kernel is null ? "missing" : $"\"{kernel}\"")}, expected \".net-csharp\"");
        var ids = new HashSet<string>();
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var cell = document.Cells[index];
            var place = $"cells[{index.ToString(System.Globalization.CultureInfo.InvariantCulture)}] ({cell.Id})";
            if (!CellIds.IsValid(cell.Id)) problems.Add($"{place}: the id is not 1 to 64 of A-Z a-z 0-9 _ -");
            if (!ids.Add(cell.Id)) problems.Add($"{place}: the id occurs twice");
            if (AbsolutePath().Match(cell.Source) is { Success: true } inSource) problems.Add($"{place}: the source names the absolute path {inSource.Value}");
            foreach (var output in cell.Outputs)
            {
                if (output is ErrorOutput error && !cell.Tags.Contains("raises-exception")) problems.Add($"{place}: the output is an error: {error.Name}: {error.Message}");
                if (AbsolutePath().Match(Text(output)) is { Success: true } inOutput) problems.Add($"{place}: an output names the absolute path {inOutput.Value}");
            }
        }
        return problems;
    }

    private static string Text(NotebookOutput output) => output switch
    {
        StreamOutput stream => stream.Text,
        ErrorOutput error => string.Join('\n', error.Traceback),
        DisplayOutput display => display.Text("text/plain") ?? string.Empty,
        _ => string.Empty,
    };

    // folders that exist on one person's machine only
    [GeneratedRegex(@"(?<![\w.])(?:/(?:home|Users|root|tmp|mnt|media)/[\w.-]+|[A-Za-z]:\\\\?[\w.-]+)")]
    private static partial Regex AbsolutePath();
}
