using System.Globalization;
using System.Runtime.InteropServices;

namespace Workbench.Weights;

/// <summary>Files that appear complete or not at all.</summary>
public static partial class AtomicFile
{
    private static int _count;

    /// <summary>Writes a temporary file beside the target, flushes it to the disk, verifies its length and renames it over the target.</summary>
    /// <remarks>If anything fails, a cancellation included, the old file is intact and no temporary file remains. A symbolic link is followed, not replaced.</remarks>
    /// <param name="path">Target; its folder must exist.</param>
    /// <param name="write">Writes the content. It may seek, and leaves the stream open.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var named = new FileInfo(path);
        // Asking a file that does not exist for its final target throws; asking whether it is a link does not.
        var target = (named.LinkTarget is null ? null : named.ResolveLinkTarget(returnFinalTarget: true))?.FullName ?? named.FullName;
        var folder = Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{path}' is a folder; give a file name.", nameof(path));
        var temporary = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(target)}.tmp-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}"));
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            long length;
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                length = stream.Length;
            }
            var written = new FileInfo(temporary).Length;
            if (written != length)
                throw new IOException($"{temporary} has {written} bytes on the disk instead of {length}; nothing was replaced, check the file system.");
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>Makes the rename itself durable. Best effort: some file systems cannot flush folders, and the file is complete either way.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenDescriptor(folder, 0);
        if (descriptor < 0)
            return;
        _ = FlushDescriptor(descriptor);
        _ = CloseDescriptor(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
