using Workbench.Notebooks.Documents;

namespace Workbench.Notebooks.Engine;

/// <summary>The C# code of a file named by <c>#!import</c>.</summary>
internal static class ImportedCode
{
    /// <returns>Pieces with their names, in order.</returns>
    public static IEnumerable<(string Name, string Source)> Read(CommandStep step, string workingDirectory)
    {
        var path = Path.GetFullPath(step.Argument.Trim('"'), workingDirectory);
        if (!File.Exists(path)) throw new CellException(step.Line, $"#!import {step.Argument}: no such file: {path}");
        var file = Path.GetFileName(path);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                return [(file, File.ReadAllText(path))];
            case ".ipynb":
                try
                {
                    return [.. NotebookDocument.Load(path).Cells
                        .Where(cell => cell.Kind == CellKind.Code)
                        .Select((cell, index) => ($"{file} {index + 1}", cell.Source))];
                }
                catch (NotebookFormatException e)
                {
                    throw new CellException(step.Line, $"#!import {step.Argument}: {e.Message}", e);
                }
            default:
                throw new CellException(step.Line, $"#!import {step.Argument}: expected a .cs, .csx or .ipynb file.");
        }
    }
}
