using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebooks.Engine;

/// <summary>Tells from syntax alone whether a cell is finished; an unknown name is no concern here.</summary>
internal static class CompletenessReader
{
    private const int IndentWidth = 4;

    public static Completeness Read(string cell)
    {
        var tree = CSharpSyntaxTree.ParseText(CellMask.Of(cell), CellParser.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return new(CompletenessStatus.Incomplete, Indent(tree));
        var isWrong = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new(isWrong ? CompletenessStatus.Invalid : CompletenessStatus.Complete, string.Empty);
    }

    private static string Indent(SyntaxTree tree)
    {
        var depth = 0;
        foreach (var token in tree.GetRoot().DescendantTokens())
        {
            if (token.IsMissing) continue;
            if (token.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken) depth++;
            else if (token.Kind() is SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken) depth--;
        }
        return new string(' ', IndentWidth * Math.Max(0, depth));
    }
}
