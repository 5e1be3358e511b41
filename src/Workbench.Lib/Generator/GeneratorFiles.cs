using Workbench.Weights;

namespace Workbench.Generator;

/// <summary>Where generators lie in a checkout: released weights the user put into <c>models/</c>, the demo generator in <c>data/</c>, the small official-format file of the tests.</summary>
public static class GeneratorFiles
{
    private const string DemoFiles = "demo-panohead*";

    private static readonly string[] Endings = [".pkl", ".safetensors", ".pth", ".pt"];

    /// <summary>Every generator file from a folder upwards, the best first.</summary>
    /// <param name="start">Folder to start from; the current one unless given.</param>
    public static IReadOnlyList<string> All(string? start = null)
    {
        if (Repository(start) is not { } root)
            return [];
        return
        [
            .. In(Path.Combine(root, "models"), "*").Where(MayBeGenerator),
            .. In(Path.Combine(root, "data"), DemoFiles),
            .. In(Path.Combine(root, "tests", "fixtures", "panohead"), "network-snapshot-*"),
        ];
    }

    /// <summary>The best generator file from a folder upwards.</summary>
    /// <param name="start">Folder to start from; the current one unless given.</param>
    /// <exception cref="FileNotFoundException">There is none; the message says where one belongs.</exception>
    public static string Best(string? start = null) => All(start) is [var best, ..] ? best : throw new FileNotFoundException(
        $"No generator found from '{Path.GetFullPath(start ?? ".")}' upwards. Put a released PanoHead checkpoint (.pkl) into the folder 'models' beside Workbench.sln, or name a file.");

    /// <summary>The demo generator of a checkout: the one whose heads are all known, since it makes those of the procedural population.</summary>
    /// <param name="start">Folder to start from; the current one unless given.</param>
    /// <exception cref="FileNotFoundException">There is none; the message says how to make it.</exception>
    public static string Demo(string? start = null) => (Repository(start) is { } root ? In(Path.Combine(root, "data"), DemoFiles).FirstOrDefault() : null) ?? throw new FileNotFoundException(
        $"No demo generator found from '{Path.GetFullPath(start ?? ".")}' upwards: it is the file data/demo-panohead.safetensors of a checkout. 'workbench train distillation' and 'workbench export' make it anew.");

    /// <summary>The checkout that holds a folder, or null outside one.</summary>
    /// <param name="start">Folder to start from; the current one unless given.</param>
    public static string? Repository(string? start = null)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(start ?? ".")); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
                return folder.FullName;
        return null;
    }

    // Weights of other networks lie in the same folder. Only state dicts are opened, of which the names are read; a damaged file stays in the list, so that loading it says what is wrong.
    private static bool MayBeGenerator(string path)
    {
        if (Path.GetExtension(path).Equals(".pkl", StringComparison.OrdinalIgnoreCase))
            return true;
        try
        {
            using var file = WeightFile.Open(path);
            return KnownNetworks.Identify(file.Tensors) is { Count: 0 } || KnownNetworks.HeadGenerator.FindIn(file.Tensors).Count > 0;
        }
        catch (CheckpointFormatException)
        {
            return true;
        }
    }

    private static IEnumerable<string> In(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, pattern).Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        : [];
}
