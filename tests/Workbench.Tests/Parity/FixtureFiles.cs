namespace Workbench.Tests.Parity;

/// <summary>Where the numeric evidence lies: <c>WORKBENCH_FIXTURES</c>, or <c>tests/fixtures</c> of this checkout.</summary>
public static class FixtureFiles
{
    /// <summary>The checkout: the nearest folder above the tests that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Root { get; } = Environment.GetEnvironmentVariable("WORKBENCH_FIXTURES") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Repository, "tests", "fixtures");

    /// <summary>Every file of a kind, relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(file => !file.EndsWith(".md", StringComparison.Ordinal) && !file.EndsWith(".tsv", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Full(string relative) => Path.Combine(Root, relative);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests run from inside a checkout: no Workbench.sln above " + AppContext.BaseDirectory);
    }
}
