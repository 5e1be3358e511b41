using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workbench.Weights;

/// <summary>The safetensors format: a JSON header with names, types, shapes and offsets, then the raw values without gaps.</summary>
public static class SafeTensors
{
    private const int ChunkBytes = 1 << 26;

    /// <summary>Opens a file and validates its header completely; values are read on demand.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The header breaks a rule of the format.</exception>
    public static TensorFile Open(string path) => FileBytes.Open(path, Read);

    /// <summary>Writes tensors atomically: the target holds the old or the new file, never a part of one.</summary>
    /// <param name="path">Target.</param>
    /// <param name="tensors">Tensors by name, any device and layout. They are stored in this order, wide element types first.</param>
    /// <param name="metadata">Text that travels with the tensors.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, or a type cannot be stored.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        // Lists first: a lazy sequence must not fail halfway through the file.
        var items = tensors.ToList();
        var texts = metadata?.ToList() ?? [];
        AtomicFile.Write(path, stream => Write(stream, items, texts));
    }

    internal static TensorFile Read(ByteSource source)
    {
        var (metadata, entries) = SafeTensorsHeader.Read(source);
        return new TensorFile(source, metadata, new TensorTable(source.Path, entries));
    }

    internal static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        // Wide types first keeps every tensor aligned to its element size; the sort is stable.
        var ordered = tensors.OrderByDescending(item => ElementType.Size(item.Value.dtype)).ToList();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
            WriteValues(stream, tensor);
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var names = new HashSet<string> { SafeTensorsHeader.MetadataKey };
            var begin = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                    throw new ArgumentException($"The name '{name}' occurs twice or is reserved; rename the tensor.", nameof(tensors));
                var end = begin + tensor.numel() * ElementType.Size(tensor.dtype);
                WriteEntry(json, name, tensor, begin, end);
                begin = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        if (buffer.Length > SafeTensorsHeader.MaximumLength)
            throw new ArgumentException($"The header would have {buffer.Length} bytes; safetensors allows {SafeTensorsHeader.MaximumLength}. Store less metadata.", nameof(metadata));
        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var texts = metadata.ToList();
        if (texts.Count == 0)
            return;
        json.WriteStartObject(SafeTensorsHeader.MetadataKey);
        var keys = new HashSet<string>();
        foreach (var (key, text) in texts)
        {
            if (!keys.Add(key))
                throw new ArgumentException($"The metadata key '{key}' occurs twice.", nameof(metadata));
            json.WriteString(key, text);
        }
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", ElementType.Name(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (var size in tensor.shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, Tensor tensor)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        var step = ChunkBytes / ElementType.Size(tensor.dtype);
        for (long start = 0; start < flat.numel(); start += step)
        {
            using var chunk = flat.narrow(0, start, Math.Min(step, flat.numel() - start));
            stream.Write(chunk.bytes);
        }
    }
}
