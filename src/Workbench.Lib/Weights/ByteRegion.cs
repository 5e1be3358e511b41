using System.Buffers.Binary;

namespace Workbench.Weights;

/// <summary>A stretch of a <see cref="ByteSource"/>.</summary>
internal readonly record struct ByteRegion(ByteSource Source, long Offset, long Length)
{
    public CheckpointFormatException Error(CheckpointProblem problem, long at, string message) => new(Source.Path, problem, Offset + at, message);

    /// <summary>A part of this region; refuses what lies outside it.</summary>
    public ByteRegion Slice(long start, long length, string what)
    {
        Require(start, length, what);
        return new ByteRegion(Source, Offset + start, length);
    }

    /// <summary>Fills a span from the region; refuses what lies outside it.</summary>
    public void Read(long start, Span<byte> destination, string what)
    {
        Require(start, destination.Length, what);
        Source.Read(Offset + start, destination);
    }

    public byte[] ToArray(string what)
    {
        if (Length > Array.MaxLength)
            throw Error(CheckpointProblem.TooManyValues, 0, $"{what} has {Length} bytes, more than one array holds");
        var bytes = new byte[Length];
        Read(0, bytes, what);
        return bytes;
    }

    public long ReadInt64(long start, string what)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(start, bytes, what);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    private void Require(long start, long length, string what)
    {
        if (start < 0 || length < 0 || start > Length || length > Length - start)
            throw Error(CheckpointProblem.Truncated, Math.Clamp(start, 0, Length), $"{what} needs {length} bytes, {Math.Max(0, Length - Math.Max(0, start))} are left; the file is cut off or damaged, fetch it again");
    }
}
