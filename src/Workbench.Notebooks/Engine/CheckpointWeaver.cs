using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebooks.Engine;

/// <summary>Inserts checkpoints into the loops and functions of a cell, without moving anything to another line.</summary>
internal static class CheckpointWeaver
{
    private const string Call = " global::Workbench.Notebooks.Engine.Checkpoint.Pass();";

    /// <returns>The code with checkpoints; the code itself when it has nothing that repeats, or does not parse.</returns>
    public static string Weave(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, CellParser.ParseOptions);
        if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS1002")) return code; // CS1002: the value of the cell ends without semicolon
        var insertions = new List<(int Position, string Text)>();
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            switch (node)
            {
                case WhileStatementSyntax loop: Enclose(loop.Statement); break;
                case DoStatementSyntax loop: Enclose(loop.Statement); break;
                case ForStatementSyntax loop: Enclose(loop.Statement); break;
                case CommonForEachStatementSyntax loop: Enclose(loop.Statement); break;
                case GotoStatementSyntax jump: Enclose(jump); break;
                case LocalFunctionStatementSyntax { Body: { } body }: Enclose(body); break;
                case MethodDeclarationSyntax { Body: { } body }: Enclose(body); break;
                case AnonymousFunctionExpressionSyntax { Block: { } body }: Enclose(body); break;
            }
        }
        return insertions.Count == 0 ? code : Insert(code, insertions);

        void Enclose(StatementSyntax body)
        {
            if (body is BlockSyntax block)
            {
                insertions.Add((block.OpenBraceToken.Span.End, Call));
                return;
            }
            insertions.Add((body.SpanStart, "{" + Call + " "));
            insertions.Add((body.Span.End, " }"));
        }
    }

    private static string Insert(string code, List<(int Position, string Text)> insertions)
    {
        var result = new StringBuilder(code.Length + (insertions.Count * Call.Length));
        var done = 0;
        foreach (var (position, text) in insertions.OrderBy(insertion => insertion.Position))
        {
            result.Append(code, done, position - done).Append(text);
            done = position;
        }
        return result.Append(code, done, code.Length - done).ToString();
    }
}
