using Workbench.Weights;

namespace Workbench.Display;

/// <summary>Writes a file whole or not at all, making its folder where there is none.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        AtomicFile.Write(target, write);
    }
}
