using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Reports;

/// <summary>C# as HTML with classes for keywords, types, strings, numbers, comments and directives, from Roslyn's own tokens.</summary>
internal static class CSharpHighlighter
{
    private const int LongestHighlighted = 200_000; // characters; beyond that colour helps nobody

    public static string ToHtml(string code)
    {
        if (code.Length > LongestHighlighted) return WebUtility.HtmlEncode(code);
        var html = new StringBuilder(code.Length * 2);
        foreach (var token in CSharpSyntaxTree.ParseText(code, CellParser.ParseOptions).GetRoot().DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia) Write(html, trivia);
            Write(html, token.Text, Class(token));
            foreach (var trivia in token.TrailingTrivia) Write(html, trivia);
        }
        return html.ToString();
    }

    private static void Write(StringBuilder html, SyntaxTrivia trivia)
    {
        var isComment = trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia;
        Write(html, trivia.ToFullString(), isComment ? "c" : trivia.IsDirective ? "d" : null);
    }

    private static string? Class(SyntaxToken token)
    {
        if (token.IsKeyword() || token.IsContextualKeyword()) return "k";
        return token.Kind() switch
        {
            SyntaxKind.NumericLiteralToken => "n",
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
                or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
                or SyntaxKind.InterpolatedRawStringEndToken or SyntaxKind.Utf8StringLiteralToken => "s",
            SyntaxKind.IdentifierToken => IdentifierClass(token),
            _ => null,
        };
    }

    private static string? IdentifierClass(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax => "t",
        IdentifierNameSyntax { Identifier.Text: "var" or "dynamic" or "nint" or "nuint", Parent: VariableDeclarationSyntax or ForEachStatementSyntax or DeclarationExpressionSyntax } => "k",
        SimpleNameSyntax { Parent: VariableDeclarationSyntax or ObjectCreationExpressionSyntax or ParameterSyntax or TypeArgumentListSyntax or CastExpressionSyntax
            or ArrayTypeSyntax or NullableTypeSyntax or MethodDeclarationSyntax or PropertyDeclarationSyntax or SimpleBaseTypeSyntax or TypeOfExpressionSyntax } => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "m",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access } name when access.Name == name => "m",
        _ => null,
    };

    private static void Write(StringBuilder html, string text, string? style)
    {
        if (text.Length == 0) return;
        var encoded = WebUtility.HtmlEncode(text);
        if (style is null) html.Append(encoded);
        else html.Append("<span class=\"").Append(style).Append("\">").Append(encoded).Append("</span>");
    }
}
