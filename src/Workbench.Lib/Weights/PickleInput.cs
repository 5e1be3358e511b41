using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Workbench.Weights;

/// <summary>Reads a pickle from front to back: a window that moves over the file, and nothing allocated for bytes that are not there.</summary>
internal sealed class PickleInput(ByteRegion region)
{
    private const int LongestLine = 1 << 16;
    private const int LongestInteger = 256; // bytes; nothing in a checkpoint is larger, and printing is quadratic

    private readonly byte[] _window = new byte[Math.Min(region.Length, 1 << 12)];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Bytes consumed, counted from the start of the region.</summary>
    public long Position { get; private set; }

    public ByteRegion Region => region;

    public long Remaining => region.Length - Position;

    public CheckpointFormatException Error(CheckpointProblem problem, string message) => region.Error(problem, Position, message);

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public double Float64() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A 64-bit length; refuses what the region cannot hold.</summary>
    public long Length64()
    {
        var length = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        return length >= 0 && length <= Remaining ? length : throw TooShort(length);
    }

    /// <summary>A signed 64-bit integer.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A two's complement integer of any size.</summary>
    public object Integer(long length)
    {
        if (length is < 0 or > LongestInteger)
            throw Error(CheckpointProblem.TooManyValues, $"an integer has {length} bytes; checkpoints have at most {LongestInteger}");
        return Narrow(new BigInteger(Take((int)length)));
    }

    /// <summary>UTF-8 text.</summary>
    public string Text(long length)
    {
        var bytes = Bytes(length);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Error(CheckpointProblem.InvalidText, "a text is not valid UTF-8");
    }

    /// <summary>Text of Python 2: one byte a character.</summary>
    public string Latin1(long length) => Encoding.Latin1.GetString(Bytes(length));

    /// <summary>A byte string; stays in the file.</summary>
    public PickleBytes Blob(long length)
    {
        if (length < 0 || length > Remaining)
            throw TooShort(length);
        var blob = new PickleBytes(region.Slice(Position, length, "a byte string"));
        Position += length;
        return blob;
    }

    /// <summary>Text up to the end of the line, without it.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte next; (next = Byte()) != '\n';)
        {
            if (line.Length >= LongestLine)
                throw Error(CheckpointProblem.TooManyValues, $"a line has more than {LongestLine} characters");
            line.Append((char)next);
        }
        return line.ToString();
    }

    /// <summary>A long where it fits, else a BigInteger.</summary>
    public static object Narrow(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    private ReadOnlySpan<byte> Bytes(long length)
    {
        if (length < 0 || length > Remaining || length > Array.MaxLength / 2)
            throw TooShort(length);
        if (length <= _window.Length)
            return Take((int)length);
        var bytes = new byte[length];
        region.Read(Position, bytes, "a text");
        Position += length;
        return bytes;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
            throw TooShort(count);
        if (Position < _windowStart || Position + count > _windowStart + _windowLength)
        {
            _windowStart = Position;
            _windowLength = (int)Math.Min(_window.Length, Remaining);
            region.Read(Position, _window.AsSpan(0, _windowLength), "the pickle");
        }
        var span = _window.AsSpan((int)(Position - _windowStart), count);
        Position += count;
        return span;
    }

    private CheckpointFormatException TooShort(long length) =>
        Error(CheckpointProblem.Truncated, $"{unchecked((ulong)length)} bytes are announced, {Remaining} are left; the file is cut off or damaged, fetch it again");
}
