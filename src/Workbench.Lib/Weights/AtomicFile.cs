using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

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
    public static void Write(string path, Action<Stream> write) => Write(path, write, null);

    /// <summary>Writes a temporary file beside the target, flushes it to the disk, reopens and verifies it, and renames it over the target.</summary>
    /// <remarks>As <see cref="Write(string, Action{Stream})"/>.</remarks>
    /// <param name="path">Target; its folder must exist.</param>
    /// <param name="write">Writes the content. It may seek, and leaves the stream open.</param>
    /// <param name="verify">Reads what was written, and throws where it is not what it should be; the length is compared anyway.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, Action<Stream>? verify)
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
            if (verify is not null)
                using (var again = new FileStream(temporary, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16))
                    verify(again);
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

    /// <summary>Removes temporary files that writers left in a folder when they were killed. Call it only where no other writer can be at work.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>How many were removed.</returns>
    public static int RemoveLeftovers(string folder)
    {
        var left = Directory.GetFiles(folder, ".*.tmp-*").Where(file => Leftover().IsMatch(Path.GetFileName(file))).ToList();
        left.ForEach(File.Delete);
        return left.Count;
    }

    [GeneratedRegex(@"^\..+\.tmp-\d+-\d+$")]
    private static partial Regex Leftover();

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
