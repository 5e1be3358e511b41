using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace Workbench.Notebooks.Engine;

/// <summary>Which cells declared which variables, and which of those some function, lambda, query or type can still reach.</summary>
/// <remarks>
/// A script never forgets: the fields of every executed cell stay. A variable that was declared again can be named by no later code; only
/// code written before, and kept in a function or the like, still means the old one. Where there is no such code the old field is emptied,
/// so that what it alone holds can go. The fields are emptied, their values are not disposed: another object may hold them.
/// </remarks>
internal sealed class VariableHistory
{
    private readonly Dictionary<string, List<Declaration>> _declared = [];

    /// <summary>What a compiled cell changes once it has run.</summary>
    public sealed record Change(IReadOnlyList<Declaration> Declared, IReadOnlyList<Declaration> Captured);

    /// <summary>One declaration of a variable.</summary>
    public sealed class Declaration(string cell, string name)
    {
        public string Cell => cell;

        public string Name => name;

        /// <summary>A function, lambda, query or type refers to it.</summary>
        public bool IsCaptured { get; set; }

        public bool IsEmptied { get; set; }
    }

    public void Clear() => _declared.Clear();

    /// <summary>Reads what a compiled cell declares and refers to; changes nothing yet.</summary>
    public Change Read(Compilation compilation)
    {
        var cell = compilation.ScriptClass?.Name ?? string.Empty;
        var declared = (compilation.ScriptClass?.GetMembers() ?? []).OfType<IFieldSymbol>()
            .Where(field => field.CanBeReferencedByName)
            .Select(field => new Declaration(cell, field.Name))
            .ToArray();
        var known = _declared.Values.SelectMany(list => list).Concat(declared).ToLookup(declaration => declaration.Name);
        var captured = compilation.SyntaxTrees.SelectMany(tree => Captured(compilation, tree, known)).Distinct().ToArray();
        return new Change(declared, captured);
    }

    /// <summary>Takes over what a cell declared, and empties the older variables that nothing can name any more.</summary>
    /// <param name="change">What <see cref="Read"/> found.</param>
    /// <param name="variables">The variables of the new state, oldest first.</param>
    public void Commit(Change change, IReadOnlyList<ScriptVariable> variables)
    {
        foreach (var declaration in change.Captured) declaration.IsCaptured = true;
        foreach (var declaration in change.Declared)
        {
            if (!_declared.TryGetValue(declaration.Name, out var older)) _declared[declaration.Name] = older = [];
            older.Add(declaration);
            if (older.Count > 1) EmptyOlder(older, [.. variables.Where(variable => variable.Name == declaration.Name)]);
        }
    }

    /// <summary>Empties a variable; values of value types become their default.</summary>
    public static void Empty(ScriptVariable variable) =>
        variable.Value = (variable.Type.IsValueType && Nullable.GetUnderlyingType(variable.Type) is null ? RuntimeHelpers.GetUninitializedObject(variable.Type) : null)!;

    private static void EmptyOlder(List<Declaration> declarations, ScriptVariable[] variables)
    {
        if (variables.Length != declarations.Count) return; // fields of an unexpected kind: their order says nothing
        for (var i = 0; i < declarations.Count - 1; i++)
        {
            if (declarations[i] is { IsCaptured: true } or { IsEmptied: true } || variables[i].IsReadOnly || variables[i].Type.IsPrimitive) continue;
            Empty(variables[i]);
            declarations[i].IsEmptied = true;
        }
    }

    private static IEnumerable<Declaration> Captured(Compilation compilation, SyntaxTree tree, ILookup<string, Declaration> known)
    {
        SemanticModel? model = null;
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            var text = name.Identifier.ValueText;
            if (!known.Contains(text) || !name.Ancestors().Any(OutlivesTheCell)) continue;
            model ??= compilation.GetSemanticModel(tree);
            if (model.GetSymbolInfo(name).Symbol is not IFieldSymbol { ContainingType: { IsScriptClass: true } owner }) continue;
            if (known[text].FirstOrDefault(declaration => declaration.Cell == owner.Name) is { } declaration) yield return declaration;
        }
    }

    // code that can run again when its cell has ended
    private static bool OutlivesTheCell(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
            or BaseTypeDeclarationSyntax or QueryExpressionSyntax;
}
