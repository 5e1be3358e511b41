using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;

namespace Workbench.Notebooks.Engine;

/// <summary>Completion of C# code.</summary>
internal static class CodeCompletion
{
    // names of the kinds that notebook front ends have pictures for
    private static readonly (string Tag, string Kind)[] Kinds =
    [
        (WellKnownTags.Keyword, "keyword"), (WellKnownTags.Namespace, "namespace"), (WellKnownTags.Class, "class"), (WellKnownTags.Structure, "struct"),
        (WellKnownTags.Interface, "interface"), (WellKnownTags.Enum, "enum"), (WellKnownTags.EnumMember, "enumMember"), (WellKnownTags.Delegate, "class"),
        (WellKnownTags.Method, "function"), (WellKnownTags.ExtensionMethod, "function"), (WellKnownTags.Property, "property"), (WellKnownTags.Event, "event"),
        (WellKnownTags.Field, "field"), (WellKnownTags.Constant, "constant"), (WellKnownTags.Local, "instance"), (WellKnownTags.Parameter, "instance"),
    ];

    public static CompletionList Find(Document document, string code, int position, CancellationToken token)
    {
        var empty = CompletionList.Empty(position);
        if (CompletionService.GetService(document) is not { } service) return empty;
        var found = service.GetCompletionsAsync(document, position, cancellationToken: token).GetAwaiter().GetResult();
        if (found.ItemsList.Count == 0) return empty;
        var start = Math.Clamp(found.Span.Start, 0, position);
        var typed = code[start..position];
        var matches = found.ItemsList
            .Where(item => !item.Tags.Contains(WellKnownTags.Snippet) && !item.IsComplexTextEdit)
            .Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal))
            .ThenByDescending(item => item.Rules.MatchPriority)
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => new CompletionMatch(item.Properties.GetValueOrDefault("InsertionText") ?? item.DisplayText, Kind(item.Tags)))
            .Where(match => !match.Text.Contains(' ', StringComparison.Ordinal))
            .DistinctBy(match => match.Text)
            .ToArray();
        return new CompletionList(matches, start, position);
    }

    private static string Kind(ImmutableArray<string> tags) =>
        Array.Find(Kinds, kind => tags.Contains(kind.Tag)).Kind ?? "text";
}
