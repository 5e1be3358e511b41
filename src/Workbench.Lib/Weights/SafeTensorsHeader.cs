using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Workbench.Weights;

/// <summary>Reads and validates the header of a safetensors file.</summary>
/// <remarks>
/// The tensors must cover the rest of the file exactly: no gap, no overlap, no byte left over. The header may list them in any order.
/// The header text stays outside the managed heap and is read token by token, so memory stays proportional to the number of tensors.
/// </remarks>
internal ref struct SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>Limit of the reference implementation.</summary>
    public const long MaximumLength = 100_000_000;

    private const int ShortestEntry = 50; // "a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},

    private readonly ByteRegion _file;
    private readonly ByteRegion _data;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly OrderedDictionary<string, TensorEntry> _entries;
    private readonly List<long> _sizes = [];
    private bool _hasMetadata;
    private Utf8JsonReader _json;

    private SafeTensorsHeader(ByteRegion file, ReadOnlySpan<byte> header)
    {
        _file = file;
        _data = file.Slice(8 + header.Length, file.Length - 8 - header.Length, "the tensor data");
        _entries = new OrderedDictionary<string, TensorEntry>(header.Length / ShortestEntry);
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 32 });
    }

    public static unsafe (Dictionary<string, string> Metadata, OrderedDictionary<string, TensorEntry> Entries) Read(ByteSource source)
    {
        var file = source.Whole;
        if (file.Length == 0)
            throw file.Error(CheckpointProblem.Empty, 0, "the file is empty; the download or copy failed, fetch it again");
        var length = file.ReadInt64(0, "the header length");
        if (length is >= 0 and < 2)
            throw file.Error(CheckpointProblem.HeaderTooSmall, 0, $"the header has {length} bytes; the smallest is {{}}");
        if (length is < 0 or > MaximumLength)
            throw file.Error(CheckpointProblem.HeaderTooLarge, 0, $"the header declares {unchecked((ulong)length)} bytes, safetensors allows {MaximumLength}; this is no safetensors file or it is damaged");
        if (length > file.Length - 8)
            throw file.Error(CheckpointProblem.HeaderOutsideFile, 0, $"the header declares {length} bytes, the file has {file.Length - 8} more; it is cut off or damaged, fetch it again");
        var memory = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            var header = new Span<byte>(memory, (int)length);
            file.Read(8, header, "the header");
            CheckText(file, header);
            var reader = new SafeTensorsHeader(file, header);
            try
            {
                reader.ReadRoot();
            }
            catch (JsonException error)
            {
                throw reader.Error(CheckpointProblem.HeaderNotJson, $"the header is not JSON: {error.Message}");
            }
            catch (InvalidOperationException) // how the JSON reader reports an escape that is half a surrogate pair
            {
                throw reader.Error(CheckpointProblem.InvalidText, "a text in the header is not valid Unicode");
            }
            reader.CheckCoverage();
            return (reader._metadata, reader._entries);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static void CheckText(ByteRegion file, ReadOnlySpan<byte> header)
    {
        if (header[0] != '{')
            throw file.Error(CheckpointProblem.HeaderStart, 8, $"the header begins with byte 0x{header[0]:x2} instead of '{{'");
        if (!Utf8.IsValid(header))
            throw file.Error(CheckpointProblem.InvalidText, 8, "the header is not valid UTF-8");
    }

    private void ReadRoot()
    {
        _json.Read();
        while (ReadKey() is { } name)
        {
            if (name == MetadataKey)
                ReadMetadata();
            else if (!_entries.TryAdd(name, ReadEntry(name)))
                throw Error(CheckpointProblem.DuplicateName, $"the tensor '{name}' occurs twice");
        }
        if (_json.Read()) // the reader itself refuses anything but white space here
            throw Error(CheckpointProblem.HeaderStructure, "text follows the header object");
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, "the value", MetadataKey);
        if (_hasMetadata)
            throw Error(CheckpointProblem.DuplicateName, $"{MetadataKey} occurs twice");
        _hasMetadata = true;
        while (ReadKey() is { } key)
        {
            _json.Read();
            if (_json.TokenType != JsonTokenType.String)
                throw Error(CheckpointProblem.InvalidMetadata, $"the metadata value of '{key}' is {_json.TokenType}, not text");
            if (!_metadata.TryAdd(key, Text()))
                throw Error(CheckpointProblem.DuplicateName, $"the metadata key '{key}' occurs twice");
        }
    }

    private TensorEntry ReadEntry(string name)
    {
        Expect(JsonTokenType.StartObject, "the value", name);
        ScalarType? dtype = null;
        long[]? shape = null;
        long begin = -1, end = -1;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            // Compared in place: a header may have a hundred thousand entries, and three strings for each would outweigh the file.
            if (_json.ValueTextEquals("dtype"u8))
            {
                Once(dtype is null, name, "dtype");
                dtype = ReadType(name);
            }
            else if (_json.ValueTextEquals("shape"u8))
            {
                Once(shape is null, name, "shape");
                ReadNumbers(name, "shape", CheckpointProblem.InvalidShape);
                shape = [.. _sizes];
            }
            else if (_json.ValueTextEquals("data_offsets"u8))
            {
                Once(begin < 0, name, "data_offsets");
                ReadNumbers(name, "data_offsets", CheckpointProblem.InvalidOffsets);
                if (_sizes.Count != 2)
                    throw Error(CheckpointProblem.InvalidOffsets, $"'{name}' has {_sizes.Count} offsets instead of two");
                (begin, end) = (_sizes[0], _sizes[1]);
            }
            else
            {
                throw Error(CheckpointProblem.HeaderStructure, $"'{name}' has the unknown key '{Text()}'");
            }
        }
        if (dtype is null || shape is null || begin < 0)
            throw Error(CheckpointProblem.HeaderStructure, $"'{name}' lacks dtype, shape or data_offsets");
        return new TensorEntry(Bytes(name, dtype.Value, shape, begin, end), dtype.Value, shape);
    }

    private ScalarType ReadType(string name)
    {
        Expect(JsonTokenType.String, "the dtype", name);
        if (_json.ValueTextEquals("F32"u8)) // by far the most frequent one, without a string
            return ScalarType.Float32;
        var code = Text();
        return ElementType.FromName(code) ?? throw Error(CheckpointProblem.UnknownElementType, $"'{name}' has the dtype '{code}', which tensors here cannot have");
    }

    private readonly void Once(bool isFirst, string name, string key)
    {
        if (!isFirst)
            throw Error(CheckpointProblem.DuplicateName, $"'{name}' has two values for {key}");
    }

    private readonly ByteRegion Bytes(string name, ScalarType dtype, long[] shape, long begin, long end)
    {
        var elements = StridedView.Elements(shape) ?? throw Error(CheckpointProblem.InvalidShape, $"the shape [{string.Join(", ", shape)}] of '{name}' overflows");
        if (end < begin)
            throw Error(CheckpointProblem.InvalidOffsets, $"'{name}' ends at {end} before it begins at {begin}");
        if (end > _data.Length)
            throw Error(CheckpointProblem.DataOutsideFile, $"'{name}' ends at {end}, the file has {_data.Length} bytes of data; it is cut off or damaged, fetch it again");
        if (end - begin != elements * ElementType.Size(dtype))
            throw Error(CheckpointProblem.SizeMismatch, $"'{name}' has {end - begin} bytes, but {ElementType.Name(dtype)} [{string.Join(", ", shape)}] takes {elements * ElementType.Size(dtype)}");
        return _data.Slice(begin, end - begin, name);
    }

    private void ReadNumbers(string name, string key, CheckpointProblem problem)
    {
        Expect(JsonTokenType.StartArray, key, name);
        _sizes.Clear();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number)
                throw Error(CheckpointProblem.HeaderStructure, $"the {key} of '{name}' contains {_json.TokenType}");
            if (!_json.TryGetInt64(out var number) || number < 0)
                throw Error(problem, $"the {key} of '{name}' contains a number that is negative, fractional or beyond 64 bits");
            if (_sizes.Count >= 64)
                throw Error(problem, $"the {key} of '{name}' has more than 64 numbers");
            _sizes.Add(number);
        }
    }

    /// <summary>The next key of an object, or null at its end.</summary>
    private string? ReadKey()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName ? Text() : null;
    }

    private void Expect(JsonTokenType token, string what, string name)
    {
        _json.Read();
        if (_json.TokenType != token)
            throw Error(CheckpointProblem.HeaderStructure, $"{what} of '{name}' is {_json.TokenType} instead of {token}");
    }

    private readonly string Text() => _json.GetString()!;

    private readonly void CheckCoverage()
    {
        var regions = new TensorEntry[_entries.Count];
        _entries.Values.CopyTo(regions, 0);
        Array.Sort(regions, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Bytes.CompareTo(b.Bytes));
        var covered = _data.Offset;
        foreach (var entry in regions)
        {
            if (entry.Offset < covered)
                throw Error(CheckpointProblem.OverlappingData, $"a tensor begins at data byte {entry.Offset - _data.Offset} inside another one");
            if (entry.Offset > covered)
                throw Error(CheckpointProblem.GapInData, $"no tensor owns the data bytes {covered - _data.Offset} to {entry.Offset - _data.Offset}");
            covered += entry.Bytes;
        }
        if (covered != _data.Offset + _data.Length)
            throw _file.Error(CheckpointProblem.TrailingBytes, covered, $"{_data.Offset + _data.Length - covered} bytes follow the last tensor");
    }

    private readonly CheckpointFormatException Error(CheckpointProblem problem, string message) => _file.Error(problem, 8 + _json.BytesConsumed, message);
}
