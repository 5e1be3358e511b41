using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Workbench.Ops;

/// <summary>Configuration records as JSON: camelCase names, enums by name, unknown names refused with the nearest known one.</summary>
public static class ConfigJson
{
    private const long LongestText = 1 << 24;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IncludeFields = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepSettings } },
    };

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The JSON text of a configuration.</summary>
    public static string Write<T>(T config)
        where T : class => JsonSerializer.Serialize(config, Options);

    /// <summary>Reads a configuration; names that are left out keep their defaults, comments and trailing commas are skipped.</summary>
    /// <param name="json">An object.</param>
    /// <exception cref="ConfigFormatException">The text is no JSON, or names or values are unknown; every unknown name is listed with its path and the nearest known name.</exception>
    public static T Read<T>(string json)
        where T : class => Convert<T>(Parse(json));

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigFormatException">As <see cref="Read{T}"/>; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static T ReadFile<T>(string path)
        where T : class
    {
        if (new FileInfo(path).Length > LongestText)
            throw new ConfigFormatException($"{path}: the file is too large for a configuration.");
        try
        {
            return Read<T>(File.ReadAllText(path));
        }
        catch (ConfigFormatException error)
        {
            throw new ConfigFormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>A configuration with some values changed, as on a command line.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="assignments"><c>name=value</c>, nested names joined by dots: <c>generator.planeDepth=3</c>. Values are JSON; what is no JSON is text.</param>
    /// <exception cref="ConfigFormatException">An assignment has no <c>=</c>, or a name or value is unknown.</exception>
    public static T With<T>(T config, IEnumerable<string> assignments)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(assignments);
        var root = JsonSerializer.SerializeToNode(config, Options)!.AsObject();
        foreach (var assignment in assignments)
        {
            var split = assignment.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
                throw new ConfigFormatException($"'{assignment}' sets nothing; write name=value, for example generator.planeDepth=3.");
            Assign(root, assignment[..split].Split('.'), Value(assignment[(split + 1)..]));
        }
        return Convert<T>(root);
    }

    /// <summary>Every value in which two configurations differ, as <c>name: first → second</c>; empty when they are equal.</summary>
    public static IReadOnlyList<string> Differences<T>(T first, T second)
        where T : class
    {
        return [.. Changes(first, second).Select(change => $"{change.Name}: {Text(change.First)} → {Text(change.Second)}")];
    }

    /// <summary>The assignments for <see cref="With"/> that turn one configuration into another; empty when they are equal.</summary>
    public static IReadOnlyList<string> Assignments<T>(T from, T to)
        where T : class
    {
        return [.. Changes(from, to).Select(change => $"{change.Name}={Text(change.Second)}")];
    }

    // What follows from the settings is not one; IgnoreReadOnlyProperties would still write lists.
    private static void KeepSettings(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i].Set is null)
                type.Properties.RemoveAt(i);
    }

    private static T Convert<T>(JsonNode node)
        where T : class
    {
        var unknown = ConfigNames.Unknown(node, typeof(T), Options);
        if (unknown.Count > 0)
            throw new ConfigFormatException(string.Join(" ", unknown));
        try
        {
            return node.Deserialize<T>(Options) ?? throw new ConfigFormatException($"The text 'null' is no {typeof(T).Name}.");
        }
        catch (JsonException error)
        {
            // System.Text.Json ends its sentence with the place; the rest is in .NET's words.
            var place = error.Path is { Length: > 2 } path ? path[2..] : "the configuration";
            throw new ConfigFormatException($"{place}: {error.Message.Split(" Path: ", 2)[0]}", error);
        }
    }

    private static JsonObject Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Lenient) is JsonObject root ? root : throw new ConfigFormatException("A configuration is a JSON object, { … }.");
        }
        catch (JsonException error)
        {
            throw new ConfigFormatException($"This is no JSON, or a name occurs twice in one object (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of it).", error);
        }
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void Assign(JsonObject root, ReadOnlySpan<string> names, JsonNode? value)
    {
        var node = root;
        foreach (var name in names[..^1])
        {
            if (node[name] is not JsonObject inner)
                node[name] = inner = [];
            node = inner;
        }
        node[names[^1]] = value;
    }

    private static List<Change> Changes<T>(T first, T second)
    {
        var found = new List<Change>();
        Compare("", JsonSerializer.SerializeToNode(first, Options), JsonSerializer.SerializeToNode(second, Options), found);
        return found;
    }

    private static void Compare(string path, JsonNode? first, JsonNode? second, List<Change> found)
    {
        if (first is JsonObject left && second is JsonObject right)
        {
            foreach (var name in left.Select(item => item.Key).Union(right.Select(item => item.Key)))
                Compare(path.Length == 0 ? name : $"{path}.{name}", left[name], right[name], found);
            return;
        }
        if (!JsonNode.DeepEquals(first, second))
            found.Add(new Change(path, first, second));
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private sealed record Change(string Name, JsonNode? First, JsonNode? Second);
}
