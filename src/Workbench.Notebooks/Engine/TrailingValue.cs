using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebooks.Engine;

/// <summary>Decides whether a cell has a value to show.</summary>
internal enum TrailingValue
{
    /// <summary>No value: the cell ends in a statement, or in a call that returns nothing.</summary>
    None,

    /// <summary>The last expression has no semicolon: its value is shown, null included.</summary>
    Always,

    /// <summary>A return statement stands somewhere: a value is shown when one was returned.</summary>
    IfReturned,
}

/// <summary>Reads the kind of trailing value from syntax and types.</summary>
internal static class TrailingValueReader
{
    public static TrailingValue Read(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Last();
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var last = root.Members.OfType<GlobalStatementSyntax>().LastOrDefault();
        if (last is not null && root.Members.Last() == last)
        {
            if (last.Statement is ReturnStatementSyntax { Expression: not null }) return TrailingValue.Always;
            if (last.Statement is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement)
            {
                var type = compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type;
                return type?.SpecialType == SpecialType.System_Void ? TrailingValue.None : TrailingValue.Always;
            }
        }
        var returns = root.Members.OfType<GlobalStatementSyntax>()
            .SelectMany(member => member.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            .OfType<ReturnStatementSyntax>()
            .Any(statement => statement.Expression is not null);
        return returns ? TrailingValue.IfReturned : TrailingValue.None;
    }
}
