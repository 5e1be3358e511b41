using Microsoft.Win32.SafeHandles;

namespace Workbench.Weights;

/// <summary>Bytes that can be read at any offset without holding them in memory.</summary>
internal abstract class ByteSource(string path) : IDisposable
{
    /// <summary>The file, for messages.</summary>
    public string Path { get; } = path;

    public abstract long Length { get; }

    /// <summary>All bytes.</summary>
    public ByteRegion Whole => new(this, 0, Length);

    /// <summary>Fills a span; the caller has checked that the bytes exist.</summary>
    public abstract void Read(long offset, Span<byte> destination);

    public virtual void Dispose()
    {
    }
}

/// <summary>A file, opened once and read at any offset.</summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file for a reader that keeps it; closes it again when the content is refused.</summary>
    public static T Open<T>(string path, Func<ByteSource, T> read)
    {
        var source = new FileBytes(path);
        try
        {
            return read(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private FileBytes(string path)
        : base(path)
    {
        _handle = File.OpenHandle(path);
        try
        {
            Length = RandomAccess.GetLength(_handle);
        }
        catch (NotSupportedException)
        {
            _handle.Dispose();
            throw new CheckpointFormatException(path, CheckpointProblem.UnknownContent, -1, "this is no regular file (a pipe, perhaps); save its content to a file first");
        }
    }

    public override long Length { get; }

    public override void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(_handle, destination, offset);
            if (count == 0)
                throw new CheckpointFormatException(Path, CheckpointProblem.Truncated, offset, "the file became shorter while it was read; load it again when nothing writes to it");
            destination = destination[count..];
            offset += count;
        }
    }

    public override void Dispose() => _handle.Dispose();
}

/// <summary>Bytes that are in memory already.</summary>
internal sealed class MemoryBytes(string path, ReadOnlyMemory<byte> bytes) : ByteSource(path)
{
    public override long Length => bytes.Length;

    public override void Read(long offset, Span<byte> destination) => bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
