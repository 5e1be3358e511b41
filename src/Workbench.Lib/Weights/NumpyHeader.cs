using System.Globalization;
using System.Text;

namespace Workbench.Weights;

/// <summary>The header of a .npy file: a Python dictionary with exactly <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.</summary>
internal ref struct NumpyHeader
{
    private const int Longest = 1 << 16;

    private readonly ByteRegion _file;
    private readonly ReadOnlySpan<char> _text;
    private readonly int _start;
    private int _at;

    private NumpyHeader(ByteRegion file, ReadOnlySpan<char> text, int start)
    {
        _file = file;
        _text = text;
        _start = start;
    }

    public static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array of a file; its values must fill the rest exactly.</summary>
    public static TensorEntry Read(ByteRegion file)
    {
        Span<byte> prefix = stackalloc byte[12];
        file.Read(0, prefix[..10], "the .npy header");
        if (!prefix.StartsWith(Signature))
            throw file.Error(CheckpointProblem.UnknownContent, 0, "the data do not begin with the signature of .npy");
        if (prefix[6] is < 1 or > 3)
            throw file.Error(CheckpointProblem.Unsupported, 6, $".npy version {prefix[6]} is unknown");
        var start = prefix[6] == 1 ? 10 : 12;
        file.Read(0, prefix[..start], "the .npy header");
        long length = prefix[6] == 1 ? prefix[8] + (prefix[9] << 8) : System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > Longest)
            throw file.Error(CheckpointProblem.HeaderTooLarge, 8, $"the header declares {length} bytes; headers of plain arrays have about 100");
        var text = Encoding.Latin1.GetString(file.Slice(start, length, "the .npy header").ToArray("the .npy header"));
        var (type, columnMajor, shape) = new NumpyHeader(file, text, start).Parse();
        var data = file.Slice(start + length, file.Length - start - length, "the array");
        var elements = StridedView.Elements(shape) ?? throw file.Error(CheckpointProblem.InvalidShape, start, $"the shape [{string.Join(", ", shape)}] overflows");
        var bytes = elements * ElementType.Size(type);
        if (data.Length < bytes)
            throw data.Error(CheckpointProblem.Truncated, data.Length, $"the array takes {bytes} bytes, {data.Length} are left; the file is cut off, fetch it again");
        if (data.Length > bytes)
            throw data.Error(CheckpointProblem.TrailingBytes, bytes, $"{data.Length - bytes} bytes follow the array");
        return new TensorEntry(data, type, shape, columnMajor ? StridedView.ColumnMajor(shape) : null);
    }

    private (ScalarType Type, bool ColumnMajor, long[] Shape) Parse()
    {
        ScalarType? type = null;
        bool? columnMajor = null;
        long[]? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            var key = Quoted();
            Expect(':');
            switch (key)
            {
                case "descr" when type is null:
                    type = Type(TryPeek('[') ? "" : Quoted());
                    break;
                case "fortran_order" when columnMajor is null:
                    columnMajor = Word() switch { "True" => true, "False" => false, _ => throw Error(CheckpointProblem.HeaderStructure, "fortran_order is neither True nor False") };
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Error(key is "descr" or "fortran_order" or "shape" ? CheckpointProblem.DuplicateName : CheckpointProblem.HeaderStructure, "the header has an unknown or repeated key");
            }
            if (!TryTake(',') && !TryPeek('}'))
                throw Error(CheckpointProblem.HeaderStructure, "the header lacks a comma");
        }
        Skip();
        if (_at < _text.Length || type is null || columnMajor is null || shape is null)
            throw Error(CheckpointProblem.HeaderStructure, "the header is not {'descr': …, 'fortran_order': …, 'shape': …}");
        return (type.Value, columnMajor.Value, shape);
    }

    private readonly ScalarType Type(string code)
    {
        if (code.StartsWith('>'))
            throw Error(CheckpointProblem.BigEndian, "the array has its most significant byte first; save it with little-endian numbers");
        var plain = code.Length > 0 && code[0] is '<' or '|' or '=' ? code[1..] : code;
        return ElementType.FromNumpy(plain) ?? throw Error(CheckpointProblem.UnknownElementType, "the array has a type other than float, integer, byte or bool; save plain numbers");
    }

    private long[] Tuple()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (sizes.Count == 64 || !long.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw Error(CheckpointProblem.InvalidShape, "the shape is no tuple of at most 64 sizes");
            sizes.Add(size);
            if (!TryTake(',') && !TryPeek(')'))
                throw Error(CheckpointProblem.HeaderStructure, "the shape lacks a comma");
        }
        return [.. sizes];
    }

    private string Quoted()
    {
        Skip();
        var quote = _at < _text.Length ? _text[_at] : ' ';
        var length = quote is '\'' or '"' ? _text[(_at + 1)..].IndexOf(quote) : -1;
        if (length < 0)
            throw Error(CheckpointProblem.HeaderStructure, "the header lacks a quoted text");
        var text = _text.Slice(_at + 1, length).ToString();
        _at += length + 2;
        return text;
    }

    private ReadOnlySpan<char> Word()
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\n' or '\t' or '\r'))
            _at++;
    }

    private bool TryPeek(char sign)
    {
        Skip();
        return _at < _text.Length && _text[_at] == sign;
    }

    private bool TryTake(char sign)
    {
        if (!TryPeek(sign))
            return false;
        _at++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!TryTake(sign))
            throw Error(CheckpointProblem.HeaderStructure, $"the header lacks '{sign}'");
    }

    private readonly CheckpointFormatException Error(CheckpointProblem problem, string message) => _file.Error(problem, _start + _at, message);
}
