using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Workbench.Tests.Weights;

/// <summary>Writes zip archives byte by byte, so that headers can lie; also with the 64-bit fields of archives over 4 GB.</summary>
internal sealed class ZipWriter(bool is64 = false)
{
    private readonly MemoryStream _bytes = new();
    private readonly List<byte[]> _directory = [];

    /// <summary>Adds an entry; the optional values replace what its headers would truthfully say.</summary>
    public ZipWriter Add(string name, byte[] content, bool compress = false, uint? size = null, uint? packed = null, uint? localSize = null, int flags = 0x800, int? method = null, uint? offset = null, string? localName = null)
    {
        var data = compress ? Deflate(content) : content;
        var place = (uint)_bytes.Length;
        var raw = Encoding.UTF8.GetBytes(name);
        var kind = method ?? (compress ? 8 : 0);
        var checksum = Crc32.HashToUInt32(content);
        var local = new Record(30).Set32(0, 0x04034b50).Set16(4, 20).Set16(6, flags).Set16(8, kind).Set32(14, checksum)
            .Set32(18, localSize ?? (uint)data.Length).Set32(22, localSize ?? (uint)content.Length).Set16(26, Encoding.UTF8.GetByteCount(localName ?? name)).Bytes;
        _bytes.Write(local);
        _bytes.Write(Encoding.UTF8.GetBytes(localName ?? name));
        _bytes.Write(data);
        var central = new Record(46).Set32(0, 0x02014b50).Set16(4, 20).Set16(6, 20).Set16(8, flags).Set16(10, kind).Set32(16, checksum)
            .Set32(20, packed ?? (uint)data.Length).Set32(24, size ?? (uint)content.Length).Set16(28, raw.Length).Set32(42, offset ?? place);
        _directory.Add(is64 ? Widened(central, raw) : [.. central.Bytes, .. raw]);
        return this;
    }

    public byte[] ToArray()
    {
        var archive = new MemoryStream();
        archive.Write(_bytes.ToArray());
        var start = (uint)archive.Length;
        foreach (var record in _directory)
            archive.Write(record);
        var end = archive.Length;
        if (is64)
        {
            archive.Write(new Record(56).Set32(0, 0x06064b50).Set32(4, 44).Set32(24, (uint)_directory.Count).Set32(32, (uint)_directory.Count).Set32(40, (uint)end - start).Set32(48, start).Bytes);
            archive.Write(new Record(20).Set32(0, 0x07064b50).Set32(8, (uint)end).Set32(16, 1).Bytes);
            archive.Write(new Record(22).Set32(0, 0x06054b50).Set16(8, ushort.MaxValue).Set16(10, ushort.MaxValue).Set32(12, uint.MaxValue).Set32(16, uint.MaxValue).Bytes);
            return archive.ToArray();
        }
        archive.Write(new Record(22).Set32(0, 0x06054b50).Set16(8, _directory.Count).Set16(10, _directory.Count).Set32(12, (uint)archive.Length - start).Set32(16, start).Bytes);
        return archive.ToArray();
    }

    // Sizes and offset move to extra field 1, another field before it.
    private static byte[] Widened(Record central, byte[] name)
    {
        var extra = new Record(6 + 28).Set16(0, 0x4246).Set16(2, 2).Set16(6, 1).Set16(8, 24)
            .Set32(10, central.Get32(24)).Set32(18, central.Get32(20)).Set32(26, central.Get32(42));
        central.Set32(20, uint.MaxValue).Set32(24, uint.MaxValue).Set32(42, uint.MaxValue).Set16(30, extra.Bytes.Length);
        return [.. central.Bytes, .. name, .. extra.Bytes];
    }

    private static byte[] Deflate(byte[] content)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize))
            deflate.Write(content);
        return packed.ToArray();
    }

    private sealed class Record(int length)
    {
        public byte[] Bytes { get; } = new byte[length];

        public uint Get32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at));

        public Record Set16(int at, int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(at), (ushort)value);
            return this;
        }

        public Record Set32(int at, uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(at), value);
            return this;
        }
    }
}
