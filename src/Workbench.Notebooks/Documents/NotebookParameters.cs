using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Documents;

/// <summary>Sets the parameters of a notebook by papermill's convention.</summary>
/// <remarks>The first cell tagged <c>parameters</c> holds the defaults; a cell tagged <c>injected-parameters</c> with the given values follows it.</remarks>
public static partial class NotebookParameters
{
    private const string DefaultsTag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>The parameters of a notebook with their C# types and default texts, in order; empty when no cell is tagged.</summary>
    public static IReadOnlyList<DeclaredParameter> Declared(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return DefaultsOf(document) is { } cell ? DeclaredParameters.Read(cell.Source) : [];
    }

    /// <summary>A copy of the notebook with a cell that sets the values. An earlier injected cell is replaced.</summary>
    /// <param name="document">It is not changed.</param>
    /// <param name="values">By name. Text is read according to the declared type; without a parameters cell its form decides.</param>
    /// <exception cref="ParameterException">A name is unknown or a value does not fit its declared type.</exception>
    public static NotebookDocument Inject(NotebookDocument document, IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(values);
        var result = document.Clone();
        if (values.Count == 0) return result;
        var defaults = DefaultsOf(result);
        var declared = Declared(result).ToDictionary(parameter => parameter.Name);
        var lines = new List<string> { "// Parameters" };
        foreach (var (name, value) in values)
        {
            if (!Identifier().IsMatch(name)) throw new ParameterException($"parameter \"{name}\": not a C# name.");
            if (defaults is null)
            {
                lines.Add(CSharpLiteral.Untyped(name, value));
                continue;
            }
            if (!declared.TryGetValue(name, out var parameter))
            {
                throw new ParameterException($"parameter \"{name}\": the notebook declares no such parameter; it has {(declared.Count == 0 ? "none" : string.Join(", ", declared.Keys))}.");
            }
            lines.Add(CSharpLiteral.Typed(parameter, value));
        }
        foreach (var old in result.Cells.Where(cell => cell.Tags.Contains(InjectedTag)).ToArray()) result.Cells.Remove(old);
        var source = string.Join('\n', lines);
        result.Cells.Insert(defaults is null ? 0 : result.Cells.IndexOf(defaults) + 1, new NotebookCell
        {
            Id = UniqueId(result, source),
            Kind = CellKind.Code,
            Source = source,
            Metadata = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
        });
        return result;
    }

    private static NotebookCell? DefaultsOf(NotebookDocument document) =>
        document.Cells.FirstOrDefault(cell => cell.Kind == CellKind.Code && cell.Tags.Contains(DefaultsTag));

    private static string UniqueId(NotebookDocument document, string source)
    {
        for (var attempt = 0; ; attempt++)
        {
            var id = CellIds.Make(attempt, InjectedTag + source);
            if (document.Cells.All(cell => cell.Id != id)) return id;
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Identifier();
}

/// <summary>A parameter that a notebook declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its C# type, for example <c>int</c>, <c>double?</c> or <c>string[]</c>.</param>
/// <param name="Default">The source text of its default value.</param>
public sealed record DeclaredParameter(string Name, string Type, string Default);
