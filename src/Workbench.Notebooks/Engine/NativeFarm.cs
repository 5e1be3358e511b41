using System.Globalization;

namespace Workbench.Notebooks.Engine;

/// <summary>One folder of links to all native libraries of the session, so that the system's loader finds each beside the others.</summary>
/// <remarks>
/// The runtime's probing sees only the first library; what that one depends on is looked up by the system's loader through
/// <c>$ORIGIN</c>, and glibc takes the folder of the link, not of its target.
/// </remarks>
internal sealed class NativeFarm
{
    private readonly Lock _lock = new();
    private readonly string _folder;

    public NativeFarm()
    {
        _folder = Directory.CreateTempSubdirectory("notebook-native-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TryDelete();
    }

    public void Add(string library)
    {
        lock (_lock)
        {
            var link = Path.Combine(_folder, Path.GetFileName(library));
            if (Path.Exists(link)) return;
            if (ElfVersionNeeds.WithoutMissingVersions(library) is { } relaxed) File.WriteAllBytes(link, relaxed);
            else if (OperatingSystem.IsWindows()) File.Copy(library, link);
            else File.CreateSymbolicLink(link, library);
        }
    }

    /// <summary>The file for a name as native imports write it: <c>X</c>, <c>libX</c>, <c>libX.so</c>.</summary>
    public string? Find(string name)
    {
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string[] candidates = [name, name + extension, "lib" + name, "lib" + name + extension];
        return candidates.Select(candidate => Path.Combine(_folder, Path.GetFileName(candidate))).FirstOrDefault(File.Exists);
    }

    private void TryDelete()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the system's temporary folder is cleaned by the system
        }
    }
}
