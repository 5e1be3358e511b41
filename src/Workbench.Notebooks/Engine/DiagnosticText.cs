using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebooks.Engine;

/// <summary>Compiler messages with cell, line, column, source line and caret.</summary>
internal static class DiagnosticText
{
    // references of packages to older framework versions, and annotations outside a nullable context: not the author's concern
    private static readonly HashSet<string> Quiet = ["CS1701", "CS1702", "CS8632"];

    public static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    public static bool IsWarning(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Warning && !Quiet.Contains(diagnostic.Id);

    public static CellError Error(IReadOnlyList<Diagnostic> errors)
    {
        var lines = errors.SelectMany(Lines).ToArray();
        var message = Headline(errors[0]);
        var position = errors[0].Location.GetLineSpan();
        return new CellError("CompilationError", message, lines, position.IsValid ? position.StartLinePosition.Line + 1 : null);
    }

    public static IEnumerable<string> Lines(Diagnostic diagnostic)
    {
        yield return Headline(diagnostic);
        var position = diagnostic.Location.GetLineSpan();
        if (!position.IsValid || diagnostic.Location.SourceTree is not { } tree) yield break;
        var line = tree.GetText().Lines[position.StartLinePosition.Line].ToString();
        if (line.Length > 400) yield break; // a caret under a generated line helps nobody
        yield return "    " + line.Replace('\t', ' ');
        yield return "    " + new string(' ', position.StartLinePosition.Character) + "^";
    }

    private static string Headline(Diagnostic diagnostic)
    {
        var position = diagnostic.Location.GetLineSpan();
        var text = $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
        if (!position.IsValid) return text;
        var (line, column) = (position.StartLinePosition.Line + 1, position.StartLinePosition.Character + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(position.Path)}({line},{column}): {text}");
    }
}
