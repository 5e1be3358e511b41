using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Documents;

/// <summary>Reads the variables that a parameters cell declares; the compiler tells the type behind <c>var</c>. Nothing runs.</summary>
internal static class DeclaredParameters
{
    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. HostAssemblies.FrameworkFiles
            .Where(path => HostAssemblies.Name(path) is "System.Private.CoreLib" or "System.Runtime" or "System.Collections" or "System.Linq")
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static IReadOnlyList<DeclaredParameter> Read(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, CellParser.ParseOptions);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: ["System", "System.Collections.Generic"]);
        var model = CSharpCompilation.CreateScriptCompilation("parameters", tree, References.Value, options).GetSemanticModel(tree);
        var found = new List<DeclaredParameter>();
        foreach (var variable in tree.GetRoot().ChildNodes().OfType<FieldDeclarationSyntax>().SelectMany(field => field.Declaration.Variables))
        {
            if (model.GetDeclaredSymbol(variable) is not IFieldSymbol { Type: { } type }) continue;
            found.Add(new DeclaredParameter(variable.Identifier.ValueText, type.ToDisplayString(Format), variable.Initializer?.Value.ToString() ?? string.Empty));
        }
        return found;
    }
}
