using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Workbench.Weights;

/// <summary>An entry of a zip archive. Stored entries are parts of the file; compressed ones are expanded once, into memory.</summary>
/// <param name="Name">Name, safe.</param>
/// <param name="Start">Where its own header begins.</param>
/// <param name="Data">The bytes as they lie in the file.</param>
/// <param name="Size">Declared size once expanded; at most a hundred times the stored bytes.</param>
/// <param name="Checksum">CRC-32 of the expanded bytes.</param>
/// <param name="IsCompressed">True for deflate.</param>
internal sealed record ZipEntry(string Name, long Start, ByteRegion Data, long Size, uint Checksum, bool IsCompressed)
{
    private const int LocalLength = 30;

    private ByteRegion? _expanded;

    /// <summary>The content.</summary>
    public ByteRegion Content => IsCompressed ? _expanded ??= Expand() : Data;

    /// <summary>Finds the bytes of an entry behind its local header, which must tell the same as the directory.</summary>
    public static ByteRegion DataOf(ByteRegion file, long offset, string name, ReadOnlySpan<byte> rawName, int flags, int method, long size, long packed)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        file.Read(offset, header, $"the header of '{name}'");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50)
            throw file.Error(CheckpointProblem.Malformed, offset, $"the entry '{name}' has no header where the directory says");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var local = file.Slice(offset + LocalLength, nameLength, "an entry name").ToArray("an entry name");
        if (!rawName.SequenceEqual(local) || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != method)
            throw file.Error(CheckpointProblem.Malformed, offset, $"the entry '{name}' is named or packed otherwise in its own header");
        long localPacked = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]), localSize = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
        var sizesFollow = (flags & 8) != 0;
        if (!Agrees(localPacked, packed, sizesFollow) || !Agrees(localSize, size, sizesFollow))
            throw file.Error(CheckpointProblem.SizeMismatch, offset, $"the entry '{name}' has {localSize} bytes in its own header and {size} in the directory");
        return file.Slice(offset + LocalLength + nameLength + extraLength, packed, $"the entry '{name}'");
    }

    // A local size may be left open: zero when it follows the data, all ones when it is a 64-bit extra.
    private static bool Agrees(long local, long declared, bool sizesFollow) =>
        local == declared || local == uint.MaxValue || (sizesFollow && local == 0);

    private ByteRegion Expand()
    {
        var expanded = new byte[Size];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(Data.ToArray(Name)), CompressionMode.Decompress);
            if (inflate.ReadAtLeast(expanded, expanded.Length, throwOnEndOfStream: false) < expanded.Length || inflate.ReadByte() >= 0)
                throw Data.Error(CheckpointProblem.SizeMismatch, 0, $"the entry '{Name}' does not expand to the {Size} bytes that it declares");
        }
        catch (InvalidDataException)
        {
            throw Data.Error(CheckpointProblem.CorruptCompression, 0, $"the entry '{Name}' cannot be expanded; the file is damaged, fetch it again");
        }
        // Stored entries are not checked: torch can leave their checksums out, and storages are read only where they are needed.
        if (Crc32.HashToUInt32(expanded) != Checksum)
            throw Data.Error(CheckpointProblem.ChecksumMismatch, 0, $"the checksum of '{Name}' is wrong; the file is damaged, fetch it again");
        return new MemoryBytes(Data.Source.Path, expanded).Whole;
    }
}
