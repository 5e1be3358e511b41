using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Notebooks.Engine;

/// <summary>The dependency list of a program or class library (<c>name.deps.json</c>): which packages, and which files of them.</summary>
internal sealed class DepsFile
{
    private readonly Dictionary<string, Library> _libraries = new(StringComparer.OrdinalIgnoreCase);

    private DepsFile()
    {
    }

    /// <param name="Id">Package id or project name.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Folder">Path below the global packages folder, null for projects.</param>
    /// <param name="Managed">Assembly files, relative to the package.</param>
    /// <param name="Native">Native files for this system, relative to the package.</param>
    /// <param name="Dependencies">Ids of what it depends on.</param>
    internal sealed record Library(string Id, string Version, string? Folder, IReadOnlyList<string> Managed, IReadOnlyList<string> Native, IReadOnlyList<string> Dependencies);

    public IEnumerable<Library> Libraries => _libraries.Values;

    public static string PackagesFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public Library? Find(string id) => _libraries.GetValueOrDefault(id);

    /// <exception cref="InvalidDataException">The file is not a dependency list.</exception>
    public static DepsFile Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            var result = new DepsFile();
            var root = json.RootElement;
            var target = root.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
            root.TryGetProperty("libraries", out var libraries);
            foreach (var entry in root.GetProperty("targets").GetProperty(target).EnumerateObject())
            {
                var slash = entry.Name.IndexOf('/', StringComparison.Ordinal);
                if (slash < 0) continue;
                var id = entry.Name[..slash];
                var folder = libraries.ValueKind == JsonValueKind.Object && libraries.TryGetProperty(entry.Name, out var library)
                    && library.TryGetProperty("path", out var relative) ? relative.GetString() : null;
                result._libraries[id] = new Library(id, entry.Name[(slash + 1)..], folder,
                    [.. Names(entry.Value, "runtime")], [.. Names(entry.Value, "native"), .. NativeTargets(entry.Value)], [.. Names(entry.Value, "dependencies")]);
            }
            return result;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a dependency list: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Names(JsonElement library, string section) =>
        library.TryGetProperty(section, out var found) ? found.EnumerateObject().Select(item => item.Name) : [];

    private static IEnumerable<string> NativeTargets(JsonElement library)
    {
        if (!library.TryGetProperty("runtimeTargets", out var targets)) yield break;
        foreach (var asset in targets.EnumerateObject())
        {
            var isNative = asset.Value.TryGetProperty("assetType", out var type) && type.GetString() == "native";
            if (isNative && asset.Value.TryGetProperty("rid", out var rid) && FitsThisSystem(rid.GetString())) yield return asset.Name;
        }
    }

    private static bool FitsThisSystem(string? rid)
    {
        var current = RuntimeInformation.RuntimeIdentifier;
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return rid == current || rid == $"{system}-{architecture}" || rid == system;
    }
}
