using System.Text.Json;

namespace Workbench.Notebooks.Engine;

/// <summary>The files that a restored set of packages consists of.</summary>
/// <param name="Compile">Assemblies to compile against.</param>
/// <param name="Runtime">Assemblies to load.</param>
/// <param name="Native">Native libraries.</param>
/// <param name="Extensions">Notebook scripts that the packages bring along; they run once, right after the packages were added.</param>
internal sealed record PackageFiles(IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyList<string> Native, IReadOnlyList<string> Extensions)
{
    private static readonly string Extension = Path.Combine("interactive-extensions", "dotnet", "extension.dib");

    /// <summary>The notebook script in the folder of a package, or null.</summary>
    public static string? ExtensionOf(string packageFolder) => Path.Combine(packageFolder, Extension) is var path && File.Exists(path) ? path : null;

    /// <summary>Reads a <c>project.assets.json</c>; null when there is none or a file of it is gone.</summary>
    public static PackageFiles? TryRead(string path, string rid)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
            var libraries = root.GetProperty("libraries");
            var targets = root.GetProperty("targets").EnumerateObject().ToArray();
            var target = targets.FirstOrDefault(candidate => candidate.Name.EndsWith("/" + rid, StringComparison.Ordinal));
            if (target.Value.ValueKind != JsonValueKind.Object) return null;
            var (compile, runtime, native, extensions) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
            foreach (var library in target.Value.EnumerateObject())
            {
                if (!libraries.GetProperty(library.Name).TryGetProperty("path", out var relative)) continue;
                extensions.AddRange(folders.Select(folder => ExtensionOf(Path.Combine(folder, relative.GetString()!))).OfType<string>().Take(1));
                foreach (var (section, files) in ((string, List<string>)[])[("compile", compile), ("runtime", runtime), ("native", native)])
                {
                    if (!library.Value.TryGetProperty(section, out var assets)) continue;
                    foreach (var asset in assets.EnumerateObject().Where(asset => !asset.Name.EndsWith("_._", StringComparison.Ordinal)))
                    {
                        var file = folders.Select(folder => Path.Combine(folder, relative.GetString()!, asset.Name)).FirstOrDefault(File.Exists);
                        if (file is null) return null;
                        files.Add(file);
                    }
                }
            }
            return new PackageFiles(compile, runtime, native, extensions);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // an unfinished or foreign file: the caller restores anew
        }
    }
}
