using System.Collections.Frozen;

namespace Workbench.Viewer.Server;

/// <summary>The page: files that lie in the assembly, read once.</summary>
internal static class PageFiles
{
    private const string Prefix = "Workbench.Viewer.Page.";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (string Type, byte[] Data)> Files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => (Types[Path.GetExtension(name)], Read(name)));

    /// <summary>A file of the page by its exact name; null where there is none.</summary>
    public static (string Type, byte[] Data)? Find(string name) => Files.TryGetValue(name, out var file) ? file : null;

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
