using System.Buffers.Binary;
using System.Text;

namespace Workbench.Training;

/// <summary>A protocol-buffers message in the making: field after field, each a tag (number · 8 + wire type) and its value.</summary>
internal sealed class ProtocolMessage
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly MemoryStream _bytes = new();

    /// <summary>An integer that is not negative.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <summary>A double-precision number.</summary>
    public void Double(int field, double value)
    {
        Tag(field, Fixed64);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    /// <summary>A single-precision number.</summary>
    public void Single(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    /// <summary>A text, UTF-8.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Number((ulong)value.Length);
        _bytes.Write(value);
    }

    /// <summary>A message inside the message.</summary>
    public void Message(int field, Action<ProtocolMessage> fill)
    {
        var inner = new ProtocolMessage();
        fill(inner);
        Bytes(field, inner.ToArray());
    }

    /// <summary>The finished message.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    private void Tag(int field, int wireType) => Number((ulong)(field * 8 + wireType));

    private void Number(ulong value)
    {
        for (; value > 127; value >>= 7)
            _bytes.WriteByte((byte)((value & 127) | 128));
        _bytes.WriteByte((byte)value);
    }
}
