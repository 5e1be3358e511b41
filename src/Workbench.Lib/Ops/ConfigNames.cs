using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Workbench.Ops;

/// <summary>Compares the names in a JSON text with those of a record.</summary>
internal static class ConfigNames
{
    /// <summary>One sentence for every name that the type does not know.</summary>
    public static IReadOnlyList<string> Unknown(JsonNode root, Type type, JsonSerializerOptions options)
    {
        var problems = new List<string>();
        Walk("", root, type, options, problems);
        return problems;
    }

    /// <summary>The name that needs the fewest edits, if those are few.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What could have been meant.</param>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var (best, distance) = known.Select(candidate => (candidate, Distance(name, candidate))).DefaultIfEmpty(("", int.MaxValue)).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, name.Length / 3) ? best : null;
    }

    private static void Walk(string path, JsonNode? node, Type type, JsonSerializerOptions options, List<string> problems)
    {
        var info = options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (node)
        {
            case JsonObject members when info.Kind == JsonTypeInfoKind.Object:
                var known = info.Properties.Where(property => property.Set is not null).ToDictionary(property => property.Name);
                foreach (var (name, value) in members)
                {
                    var full = path.Length == 0 ? name : $"{path}.{name}";
                    if (known.TryGetValue(name, out var property))
                        Walk(full, value, property.PropertyType, options, problems);
                    else
                        problems.Add($"'{full}' is no setting; {Advice(name, known.Keys)}");
                }
                break;
            case JsonObject entries when info is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element }:
                foreach (var (name, value) in entries)
                    Walk($"{path}.{name}", value, element, options, problems);
                break;
            case JsonArray items when info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }:
                for (var i = 0; i < items.Count; i++)
                    Walk($"{path}[{i}]", items[i], element, options, problems);
                break;
        }
    }

    private static string Advice(string name, IReadOnlyCollection<string> known) => Nearest(name, known) is { } nearest
        ? $"did you mean '{nearest}'?"
        : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    /// <summary>Edits between two words, upper and lower case being equal (Levenshtein 1966).</summary>
    private static int Distance(string first, string second)
    {
        var (a, b) = (first.ToLowerInvariant(), second.ToLowerInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)), row[j]);
        }
        return row[b.Length];
    }
}
