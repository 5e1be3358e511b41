using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Workbench.Notebooks.Engine;

/// <summary>Process-wide map from names to files for what notebooks have brought in: managed assemblies and native libraries.</summary>
/// <remarks>Everything goes to the default load context, so that a type never exists twice.</remarks>
internal static class AssemblyProbe
{
    private static readonly ConcurrentDictionary<string, string> Managed = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Lazy<NativeFarm> Farm = new(() => new NativeFarm());

    static AssemblyProbe()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name is { } simple && (Managed.GetValueOrDefault(simple) ?? SharedFrameworks.Find(simple)) is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            Farm.IsValueCreated && Farm.Value.Find(name) is { } path && NativeLibrary.TryLoad(path, out var handle) ? handle : IntPtr.Zero;
    }

    public static void AddManaged(string path) => Managed.TryAdd(HostAssemblies.Name(path), path);

    public static void AddNative(string path) => Farm.Value.Add(path);

    public static string? FindManaged(string simpleName) => Managed.GetValueOrDefault(simpleName);

    /// <summary>Loads an assembly by name: the host's copy, one that is loaded already, or one added before.</summary>
    public static Assembly? TryLoad(string simpleName)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(simpleName));
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
