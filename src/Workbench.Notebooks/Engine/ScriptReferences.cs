using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Workbench.Notebooks.Engine;

/// <summary>The assemblies that the cells of a session compile against and run with; each is loaded once.</summary>
internal sealed class ScriptReferences
{
    // one set for the process: fresh reference objects for every cell are what makes script hosts grow by megabytes a cell
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(() =>
        [.. HostAssemblies.FrameworkFiles.Where(IsManaged).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path, documentation: DocumentationFiles.Of(path)))]);

    private readonly Dictionary<string, MetadataReference> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _shadowFolder = Path.Combine(Path.GetTempPath(), "notebook-shadow-" + Guid.NewGuid().ToString("N"));

    public ScriptReferences(IEnumerable<Assembly> initial)
    {
        foreach (var assembly in initial) Add(assembly.GetName().Name!, assembly.Location);
    }

    /// <summary>Roslyn's loader, told about every assembly loaded here so that it never loads a second copy.</summary>
    public InteractiveAssemblyLoader Loader { get; } = new();

    /// <summary>Everything a cell compiles against. May be read from any thread.</summary>
    public ImmutableArray<MetadataReference> All
    {
        get
        {
            lock (_byName) return [.. Framework.Value, .. _byName.Values];
        }
    }

    public PortableExecutableReference? Find(string simpleName) => _byName.GetValueOrDefault(simpleName) as PortableExecutableReference;

    /// <summary>Follows <c>#r "path"</c>: the host's copy when it has one, else the file with its dependencies.</summary>
    /// <returns>A remark for the reader, or null.</returns>
    public string? AddFile(string path, string workingDirectory)
    {
        var name = HostAssemblies.Name(path);
        if (HostAssemblies.IsFrameworkName(name) || HostAssemblies.IsFrameworkName(path)) return null;
        if ((HostAssemblies.Find(name) ?? (Path.GetFileName(path) == path ? SharedFrameworks.Find(name) : null)) is { } hosted)
        {
            var known = _byName.ContainsKey(name);
            Add(name, hosted);
            return known && Shadowed(name) ? $"{name} is loaded already; a rebuilt file is seen after a restart." : null;
        }
        var full = Path.GetFullPath(path, workingDirectory);
        if (!File.Exists(full)) throw new FileNotFoundException($"no such file: {full}. Relative paths start at {workingDirectory}.", full);
        if (!IsManaged(full)) throw new BadImageFormatException($"{full} is not a .NET assembly.");
        AddNeighbours(full);
        Add(name, Shadow(full));
        return null;
    }

    /// <summary>Adds the files of a resolved package.</summary>
    public void AddPackageFiles(IEnumerable<string> compile, IEnumerable<string> runtime, IEnumerable<string> native)
    {
        foreach (var library in native) AssemblyProbe.AddNative(library);
        var loadable = runtime.Where(IsManaged).ToArray();
        foreach (var path in loadable)
        {
            if (HostAssemblies.Find(HostAssemblies.Name(path)) is null) AssemblyProbe.AddManaged(path);
        }
        foreach (var path in loadable) Add(HostAssemblies.Name(path), AssemblyProbe.FindManaged(HostAssemblies.Name(path)) ?? path);
        foreach (var path in compile.Where(IsManaged)) AddReferenceOnly(path);
    }

    /// <summary>Adds an assembly and everything it refers to.</summary>
    public void Add(string name, string path)
    {
        var waiting = new Queue<(string Name, string Path)>([(name, path)]);
        while (waiting.TryDequeue(out var next))
        {
            if (HostAssemblies.IsFrameworkName(next.Name) || _byName.ContainsKey(next.Name)) continue;
            AssemblyProbe.AddManaged(next.Path);
            if (AssemblyProbe.TryLoad(next.Name) is not { } assembly) continue;
            var file = assembly.Location.Length > 0 ? assembly.Location : next.Path;
            lock (_byName) _byName[next.Name] = Documented(file);
            Loader.RegisterDependency(assembly);
            foreach (var referenced in assembly.GetReferencedAssemblies())
            {
                if (referenced.Name is { } needed && (HostAssemblies.Find(needed) ?? AssemblyProbe.FindManaged(needed)) is { } found && !SharedFrameworks.Owns(found)) waiting.Enqueue((needed, found));
            }
        }
    }

    /// <summary>Deletes the copies made of user assemblies, as far as the system lets go of them.</summary>
    public void DeleteShadows()
    {
        try
        {
            if (Directory.Exists(_shadowFolder)) Directory.Delete(_shadowFolder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // loaded files cannot be deleted on some systems; the temporary folder is cleaned by the system
        }
    }

    private static PortableExecutableReference Documented(string path) => MetadataReference.CreateFromFile(path, documentation: DocumentationFiles.Of(path));

    private void AddReferenceOnly(string path)
    {
        var name = HostAssemblies.Name(path);
        if (!_byName.ContainsKey(name) && !HostAssemblies.IsFrameworkName(name))
        {
            lock (_byName) _byName[name] = Documented(path);
        }
    }

    // the output folder of a class library lacks its packages: its dependency list says where they are
    private static void AddNeighbours(string assembly)
    {
        var folder = Path.GetDirectoryName(assembly)!;
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll"))
        {
            if (HostAssemblies.Find(HostAssemblies.Name(file)) is null && file != assembly && IsManaged(file)) AssemblyProbe.AddManaged(file);
        }
        var list = Path.ChangeExtension(assembly, ".deps.json");
        if (!File.Exists(list)) return;
        foreach (var library in DepsFile.Read(list).Libraries)
        {
            foreach (var file in library.Managed.Select(asset => Locate(folder, library, asset)).OfType<string>())
            {
                if (file != assembly && HostAssemblies.Find(HostAssemblies.Name(file)) is null && IsManaged(file)) AssemblyProbe.AddManaged(file);
            }
            foreach (var file in library.Native.Select(asset => Locate(folder, library, asset)).OfType<string>()) AssemblyProbe.AddNative(file);
        }
    }

    private static string? Locate(string folder, DepsFile.Library library, string asset)
    {
        string[] candidates =
        [
            Path.Combine(folder, asset),
            Path.Combine(folder, Path.GetFileName(asset)),
            .. library.Folder is { } package ? [Path.Combine(DepsFile.PackagesFolder, package, asset)] : Array.Empty<string>(),
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    // loaded from a copy, so that the file can be rebuilt while the session lives
    private string Shadow(string path)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_shadowFolder, Guid.NewGuid().ToString("N"))).FullName;
        var copy = Path.Combine(folder, Path.GetFileName(path));
        File.Copy(path, copy);
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (File.Exists(symbols)) File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"));
        return copy;
    }

    private bool Shadowed(string name) =>
        _byName[name] is PortableExecutableReference { FilePath: { } file } && file.StartsWith(_shadowFolder, StringComparison.Ordinal);

    private static bool IsManaged(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = new PEReader(stream);
            return reader.HasMetadata && reader.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
