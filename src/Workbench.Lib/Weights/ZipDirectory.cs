using System.Buffers.Binary;
using System.Text;

namespace Workbench.Weights;

/// <summary>The entries of a zip archive by name, as its central directory lists them; every one is checked against its own header.</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int End64LocatorLength = 20;
    private const int End64Length = 56;
    private const int CentralLength = 46;
    private const int LongestComment = ushort.MaxValue;
    private const int LongestDirectory = 64 << 20;
    private const long ExpansionSlack = 64 << 20;

    public static OrderedDictionary<string, ZipEntry> Read(ByteRegion file)
    {
        var (start, length, count) = FindDirectory(file);
        if (length > LongestDirectory || count > length / CentralLength)
            throw file.Error(CheckpointProblem.Malformed, start, $"the archive declares {count} entries in a directory of {length} bytes");
        var bytes = file.Slice(start, length, "the archive directory").ToArray("the archive directory");
        var entries = new OrderedDictionary<string, ZipEntry>((int)count);
        var at = 0;
        for (var index = 0L; index < count; index++)
        {
            var entry = ReadEntry(file, start, bytes, ref at);
            if (!entries.TryAdd(entry.Name, entry))
                throw file.Error(CheckpointProblem.DuplicateName, start + at, $"the entry '{entry.Name}' occurs twice");
        }
        if (at != length)
            throw file.Error(CheckpointProblem.Malformed, start + at, "the archive directory is longer than its entries");
        CheckOverlap(file, entries.Values);
        CheckExpansion(file, entries.Values);
        return entries;
    }

    // The end record is the last structure of the file, followed only by its own comment.
    private static (long Start, long Length, long Count) FindDirectory(ByteRegion file)
    {
        var tail = file.Slice(Math.Max(0, file.Length - EndLength - LongestComment), Math.Min(file.Length, EndLength + LongestComment), "the archive end");
        var bytes = tail.ToArray("the archive end");
        var place = -1;
        for (var at = bytes.Length - EndLength; at >= 0 && place < 0; at--)
            if (UInt32(bytes, at) == 0x06054b50 && at + EndLength + UInt16(bytes, at + 20) == bytes.Length)
                place = at;
        if (place < 0)
            throw file.Error(CheckpointProblem.Truncated, file.Length, "the archive has no directory at its end; the file is cut off, fetch it again");
        var end = file.Length - bytes.Length + place;
        if (UInt16(bytes, place + 4) != 0 && UInt16(bytes, place + 4) != ushort.MaxValue)
            throw file.Error(CheckpointProblem.Unsupported, end, "the archive is split into several files");
        (long Start, long Length, long Count) found = (UInt32(bytes, place + 16), UInt32(bytes, place + 12), UInt16(bytes, place + 10));
        if (place >= End64LocatorLength && UInt32(bytes, place - End64LocatorLength) == 0x07064b50)
        {
            var end64 = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(place - End64LocatorLength + 8));
            var record = file.Slice(end64, End64Length, "the archive end").ToArray("the archive end");
            if (UInt32(record, 0) != 0x06064b50)
                throw file.Error(CheckpointProblem.Malformed, end64, "the 64-bit end of the archive is damaged");
            found = (Int64(record, 48), Int64(record, 40), Int64(record, 32));
            end = end64;
        }
        if (found.Start < 0 || found.Length < 0 || found.Count < 0 || found.Start > end || found.Length != end - found.Start)
            throw file.Error(CheckpointProblem.DataOutsideFile, end, $"the archive directory should lie at {found.Start} with {found.Length} bytes, just before its end at {end}; the file is cut off, damaged or preceded by other data");
        return found;
    }

    private static ZipEntry ReadEntry(ByteRegion file, long start, byte[] bytes, ref int at)
    {
        var place = start + at;
        if (bytes.Length - at < CentralLength || UInt32(bytes, at) != 0x02014b50)
            throw file.Error(CheckpointProblem.Malformed, place, "the archive directory is damaged");
        int flags = UInt16(bytes, at + 8), method = UInt16(bytes, at + 10);
        var checksum = UInt32(bytes, at + 16);
        long packed = UInt32(bytes, at + 20), size = UInt32(bytes, at + 24), offset = UInt32(bytes, at + 42);
        int nameLength = UInt16(bytes, at + 28), extraLength = UInt16(bytes, at + 30), commentLength = UInt16(bytes, at + 32);
        if (bytes.Length - at - CentralLength < nameLength + extraLength + commentLength)
            throw file.Error(CheckpointProblem.Malformed, place, "an entry of the archive directory is longer than the directory");
        var rawName = bytes.AsSpan(at + CentralLength, nameLength);
        Widen(file, place, bytes.AsSpan(at + CentralLength + nameLength, extraLength), ref size, ref packed, ref offset);
        at += CentralLength + nameLength + extraLength + commentLength;
        var name = Name(file, place, rawName);
        if ((flags & 1) != 0)
            throw file.Error(CheckpointProblem.Unsupported, place, $"the entry '{name}' is encrypted");
        if (method is not (0 or 8))
            throw file.Error(CheckpointProblem.Unsupported, place, $"the entry '{name}' is compressed by method {method}; repack it without compression");
        if (size < 0 || packed < 0 || (method == 0 && size != packed))
            throw file.Error(CheckpointProblem.SizeMismatch, place, $"the entry '{name}' declares {size} bytes and stores {packed}");
        if (method == 8 && size / 100 > packed)
            throw file.Error(CheckpointProblem.CompressionBomb, place, $"the entry '{name}' expands {packed} bytes to {size}, more than 100:1; no weights compress like that");
        var data = ZipEntry.DataOf(file.Slice(0, start, "the entries"), offset, name, rawName, flags, method, size, packed);
        return new ZipEntry(name, offset, data, size, checksum, method == 8);
    }

    // Extra field 1 holds the 64-bit values of those fields that are all ones.
    private static void Widen(ByteRegion file, long place, ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                throw file.Error(CheckpointProblem.Malformed, place, "the extra field of an entry is longer than its header");
            var field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1)
                continue;
            Take(ref size, ref field);
            Take(ref packed, ref field);
            Take(ref offset, ref field);
        }

        void Take(ref long value, ref ReadOnlySpan<byte> field)
        {
            if (value != uint.MaxValue)
                return;
            if (field.Length < 8)
                throw file.Error(CheckpointProblem.Malformed, place, "an entry lacks its 64-bit sizes");
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    private static string Name(ByteRegion file, long place, ReadOnlySpan<byte> bytes)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw file.Error(CheckpointProblem.InvalidText, place, "the name of an entry is not valid UTF-8");
        var name = Encoding.UTF8.GetString(bytes);
        if (name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny('\\', '\0', ':') || name.Split('/').Any(part => part is ".." or "."))
            throw file.Error(CheckpointProblem.UnsafeEntryName, place, $"the entry name '{name}' is a path out of the archive; do not trust the file");
        return name;
    }

    private static void CheckOverlap(ByteRegion file, IEnumerable<ZipEntry> entries)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Start))
        {
            if (entry.Start < end)
                throw file.Error(CheckpointProblem.OverlappingData, entry.Start, $"the entry '{entry.Name}' begins inside another one");
            end = entry.Data.Offset - file.Offset + entry.Data.Length;
        }
    }

    // Each entry obeys 100:1 by itself; together they may not take much more memory than the file has bytes.
    private static void CheckExpansion(ByteRegion file, IEnumerable<ZipEntry> entries)
    {
        var left = Math.Min(ExpansionSlack + 4 * Math.Min(file.Length, 1L << 40), Array.MaxLength);
        foreach (var entry in entries.Where(entry => entry.IsCompressed))
            if ((left -= Math.Min(entry.Size, 1L << 40)) < 0)
                throw entry.Data.Error(CheckpointProblem.CompressionBomb, 0, $"the compressed entries up to '{entry.Name}' take far more memory than the file has bytes; repack the file without compression");
    }

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
