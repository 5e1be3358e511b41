namespace Workbench.Notebooks.Engine;

/// <summary>Frameworks installed beside the base one, such as ASP.NET Core: what libraries need of them is loaded when it is first used, whether or not the host names the framework.</summary>
/// <remarks>Cells do not compile against their assemblies unless they name one with <c>#r</c>: a library that serves pages would otherwise bring a hundred references along.</remarks>
internal static class SharedFrameworks
{
    private static readonly string BaseFolder = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? string.Empty;

    // shared/<framework>/<version>; none where the program carries its own runtime
    private static readonly string? Root =
        Path.GetDirectoryName(BaseFolder) is { } framework && Path.GetFileName(framework) == "Microsoft.NETCore.App" ? Path.GetDirectoryName(framework) : null;

    private static readonly Lazy<IReadOnlyList<string>> Folders = new(() => Root is null ? [] :
    [
        .. Directory.EnumerateDirectories(Root).Where(folder => folder != Path.GetDirectoryName(BaseFolder)).Select(Newest).OfType<string>(),
    ]);

    /// <summary>The file of an assembly, or null when no such framework has it.</summary>
    public static string? Find(string simpleName) =>
        simpleName.AsSpan().IndexOfAny('/', '\\') >= 0 ? null : Folders.Value.Select(folder => Path.Combine(folder, simpleName + ".dll")).FirstOrDefault(File.Exists);

    /// <summary>True for a file of a framework other than the base one.</summary>
    public static bool Owns(string path) => Root is not null && path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.GetDirectoryName(path) != BaseFolder;

    // the one made for this runtime: same major version, the highest
    private static string? Newest(string framework) => Directory.EnumerateDirectories(framework)
        .Select(folder => (Folder: folder, Version: Version.TryParse(Path.GetFileName(folder), out var version) ? version : null))
        .Where(item => item.Version?.Major == Environment.Version.Major)
        .MaxBy(item => item.Version).Folder;
}
