using System.Reflection;

namespace Workbench.Notebooks.Engine;

/// <summary>The assemblies that the host process brings along; its copy of an assembly always wins over one a notebook names.</summary>
internal static class HostAssemblies
{
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? string.Empty;

    private static readonly Lazy<IReadOnlyList<string>> Trusted = new(() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));

    private static readonly Lazy<IReadOnlyDictionary<string, string>> ByName = new(() =>
        Trusted.Value.Where(path => !IsFramework(path)).GroupBy(Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<IReadOnlySet<string>> FrameworkNameSet = new(() =>
        Trusted.Value.Where(IsFramework).Select(Name).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Files of the base framework.</summary>
    public static IEnumerable<string> FrameworkFiles => Trusted.Value.Where(IsFramework);

    public static bool IsFrameworkName(string simpleName) => FrameworkNameSet.Value.Contains(simpleName);

    /// <summary>The host's file for an assembly name, or null when the host does not have it.</summary>
    public static string? Find(string simpleName)
    {
        if (ByName.Value.TryGetValue(simpleName, out var path)) return path;
        var loaded = AppDomain.CurrentDomain.GetAssemblies()
            .FirstOrDefault(assembly => !assembly.IsDynamic && assembly.Location.Length > 0 && string.Equals(assembly.GetName().Name, simpleName, StringComparison.OrdinalIgnoreCase));
        return loaded?.Location;
    }

    public static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private static bool IsFramework(string path) => Path.GetDirectoryName(path) == FrameworkFolder;
}
