using Workbench.Notebooks.Documents;

namespace Workbench.Notebooks.Engine;

/// <summary>The C# code of a file named by <c>#!import</c>.</summary>
internal static class ImportedCode
{
    /// <summary>The C# sections of a script that a package brings along.</summary>
    public static IEnumerable<(string Name, string Source)> Extension(PackageStep package, string path)
    {
        try
        {
            return Pieces(path, $"extension of {package.Id}");
        }
        catch (NotebookFormatException e)
        {
            throw new CellException(package.Line, $"#r \"nuget: {package.Id}\": {e.Message}", e);
        }
    }

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
            case ".ipynb" or ".dib":
                try
                {
                    return Pieces(path, file);
                }
                catch (NotebookFormatException e)
                {
                    throw new CellException(step.Line, $"#!import {step.Argument}: {e.Message}", e);
                }
            default:
                throw new CellException(step.Line, $"#!import {step.Argument}: expected a .cs, .csx, .ipynb or .dib file.");
        }
    }

    private static IEnumerable<(string Name, string Source)> Pieces(string path, string name) =>
        [.. NotebookDocument.Load(path).Cells
            .Where(cell => cell.Kind == CellKind.Code && (cell.Language is null || KernelNames.IsCSharp(cell.Language)))
            .Select((cell, index) => ($"{name} {index + 1}", cell.Source))];
}
