namespace Workbench.Notebooks.Engine;

/// <summary>Follows <c>#r "nuget: …"</c>: packages of the host first, else a restore into a cache.</summary>
internal sealed class PackageResolver(ScriptReferences references, IReadOnlyDictionary<string, string> aliases)
{
    private static readonly Lazy<IReadOnlyList<DepsFile>> Host = new(() =>
        [.. ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => File.Exists(path) && !Path.GetFileName(path).StartsWith("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(DepsFile.Read)]);

    /// <summary>Ids of the packages that the host brings along.</summary>
    public static IEnumerable<string> BundledIds => Host.Value.SelectMany(list => list.Libraries).Where(library => library.Folder is not null).Select(library => library.Id);

    private readonly SortedDictionary<string, string> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private readonly HashSet<string> _extensions = new(StringComparer.Ordinal);

    /// <summary>What adding a package led to.</summary>
    /// <param name="Remark">A remark for the reader, or null.</param>
    /// <param name="Extensions">Notebook scripts to run now, each once a session.</param>
    public sealed record Addition(string? Remark, IReadOnlyList<string> Extensions);

    public void AddSource(string source, string workingDirectory)
    {
        var isAddress = Uri.TryCreate(source, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        _sources.Add(isAddress ? source : Path.GetFullPath(source, workingDirectory));
    }

    /// <exception cref="PackageException">The package cannot be restored.</exception>
    public async Task<Addition> AddAsync(string id, string? version, CancellationToken token)
    {
        if (AddBundled(aliases.GetValueOrDefault(id, id)) is { } bundled)
        {
            var remark = version is null || version == bundled.Version ? null : $"{id}: the host's version {bundled.Version} is used instead of {version}.";
            var script = bundled.Folder is { } folder ? PackageFiles.ExtensionOf(Path.Combine(DepsFile.PackagesFolder, folder)) : null;
            return new Addition(remark, script is not null && _extensions.Add(script) ? [script] : []);
        }
        if (_asked.TryGetValue(id, out var earlier) && version is not null && earlier != version)
        {
            throw new PackageException($"{id} {earlier} is loaded already; version {version} needs a restart.");
        }
        var wanted = new SortedDictionary<string, string>(_asked, StringComparer.OrdinalIgnoreCase) { [id] = version ?? "*" };
        var files = await PackageRestore.RestoreAsync(wanted, _sources, token).ConfigureAwait(false);
        references.AddPackageFiles(files.Compile, files.Runtime, files.Native);
        _asked[id] = version ?? "*";
        return new Addition(null, [.. files.Extensions.Where(_extensions.Add)]);
    }

    // the host's package, after its assemblies and those of its dependencies became references
    private DepsFile.Library? AddBundled(string id)
    {
        var list = Host.Value.FirstOrDefault(candidate => candidate.Find(id) is not null);
        if (list?.Find(id) is not { } package) return null;
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([package.Id]);
        while (waiting.TryDequeue(out var next))
        {
            if (!done.Add(next) || list.Find(next) is not { } library) continue;
            foreach (var asset in library.Managed)
            {
                var name = HostAssemblies.Name(asset);
                if (HostAssemblies.Find(name) is { } path) references.Add(name, path);
            }
            foreach (var dependency in library.Dependencies) waiting.Enqueue(dependency);
        }
        return package;
    }
}
