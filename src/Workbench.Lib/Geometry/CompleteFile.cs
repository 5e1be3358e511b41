namespace Workbench.Geometry;

/// <summary>Files that appear complete or not at all.</summary>
internal static class CompleteFile
{
    private static int _count;

    /// <summary>Writes a temporary file beside the target and renames it over the target; on failure the old file is intact.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.tmp-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
