namespace Workbench.Notebooks.Engine;

/// <summary>Completion of directive lines: names of commands, packages with their versions, files.</summary>
internal sealed class DirectiveCompletion(string workingDirectory)
{
    private const int MaxMatches = 200;

    /// <summary>The choices, or null when the position is in no directive.</summary>
    public CompletionList? TryComplete(string cell, int position)
    {
        var (start, _) = CellMask.LineAt(cell, position);
        var line = cell[start..position];
        var trimmed = line.TrimStart();
        if (!trimmed.StartsWith('#') || CellParser.LinesInsideTokens(cell).Contains(cell.AsSpan(0, start).Count('\n'))) return null;
        start += line.Length - trimmed.Length;
        if (trimmed.StartsWith("#!", StringComparison.Ordinal)) return Magic(trimmed, start, position);
        if (!CellMask.IsReference(trimmed)) return Names(trimmed, start, position);
        var quote = trimmed.IndexOf('"', StringComparison.Ordinal);
        if (quote < 0) return CompletionList.Empty(position);
        var argument = trimmed[(quote + 1)..];
        if (argument.Contains('"', StringComparison.Ordinal)) return CompletionList.Empty(position);
        if (argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) && trimmed.StartsWith("#r", StringComparison.Ordinal)) return Package(argument[6..], position);
        var files = Paths(argument, position, trimmed.StartsWith("#load", StringComparison.Ordinal) ? [".csx", ".cs"] : trimmed.StartsWith("#r", StringComparison.Ordinal) ? [".dll"] : []);
        const string package = "nuget: ";
        if (trimmed.StartsWith("#load", StringComparison.Ordinal) || !package.StartsWith(argument, StringComparison.OrdinalIgnoreCase)) return files;
        return new CompletionList([new CompletionMatch(package, "keyword"), .. files.Matches.Select(match => match with { Text = argument[..(files.Start - (position - argument.Length))] + match.Text })], position - argument.Length, position);
    }

    private CompletionList Magic(string line, int start, int position)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return Names(line, start, position);
        var argument = line[(space + 1)..].TrimStart().TrimStart('"');
        return line[..space] == "#!import" ? Paths(argument, position, [".ipynb", ".dib", ".cs", ".csx"]) : CompletionList.Empty(position);
    }

    private static CompletionList Names(string typed, int start, int position) =>
        new([.. CellParser.CommandNames.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Select(name => new CompletionMatch(name, "magic"))], start, position);

    // the packages folder holds one folder an id and below it one a version: what is there needs no network
    private static CompletionList Package(string argument, int position)
    {
        var comma = argument.LastIndexOfAny([',', '/']);
        var typed = argument[(comma + 1)..].TrimStart();
        var start = position - typed.Length;
        if (comma < 0)
        {
            var ids = PackageResolver.BundledIds.Concat(Folders(DepsFile.PackagesFolder, typed)).Where(id => id.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
            return new CompletionList([.. ids.DistinctBy(id => id.ToLowerInvariant()).Order(StringComparer.OrdinalIgnoreCase).Take(MaxMatches).Select(id => new CompletionMatch(id, "package"))], start, position);
        }
        var package = Path.GetFileName(argument[..comma].Trim().ToLowerInvariant());
        if (package.Length == 0) return CompletionList.Empty(position);
        var versions = Folders(Path.Combine(DepsFile.PackagesFolder, package), typed).OrderByDescending(text => Version.TryParse(text.Split('-')[0], out var version) ? version : new Version());
        return new CompletionList([.. versions.Take(MaxMatches).Select(version => new CompletionMatch(version, "version"))], start, position);
    }

    private static IEnumerable<string> Folders(string folder, string prefix) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        : [];

    private CompletionList Paths(string argument, int position, string[] extensions)
    {
        var slash = argument.LastIndexOfAny(['/', '\\']);
        var typed = argument[(slash + 1)..];
        var folder = Path.GetFullPath(argument[..(slash + 1)], workingDirectory);
        if (!Directory.Exists(folder)) return CompletionList.Empty(position);
        try
        {
            var found = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && !entry.Name.StartsWith('.'))
                .Where(entry => entry is DirectoryInfo || extensions.Length == 0 || extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase))
                .Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)
                .Order(StringComparer.OrdinalIgnoreCase).Take(MaxMatches);
            return new CompletionList([.. found.Select(name => new CompletionMatch(name, "path"))], position - typed.Length, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CompletionList.Empty(position); // a folder that may not be read offers nothing
        }
    }
}
