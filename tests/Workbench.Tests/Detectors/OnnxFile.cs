using System.Text;

namespace Workbench.Tests.Detectors;

/// <summary>Writes tiny ONNX files, protobuf byte by byte (onnx.proto, IR version 8, operator set 13).</summary>
internal sealed class OnnxFile
{
    private readonly List<byte> _graph = [];

    public OnnxFile() => Text(_graph, 2, "test");

    /// <summary>A float32 input.</summary>
    /// <param name="name">Name.</param>
    /// <param name="shape">Sizes; −1 takes any.</param>
    public OnnxFile Input(string name, params int[] shape)
    {
        Bytes(_graph, 11, ValueInfo(name, shape));
        return this;
    }

    /// <summary>A float32 output.</summary>
    public OnnxFile Output(string name, params int[] shape)
    {
        Bytes(_graph, 12, ValueInfo(name, shape));
        return this;
    }

    /// <summary>A constant float32 array.</summary>
    public OnnxFile Constant(string name, int[] shape, params float[] values)
    {
        var tensor = new List<byte>();
        foreach (var size in shape)
            Number(tensor, 1, size);
        Number(tensor, 2, 1); // float32
        Text(tensor, 8, name);
        Bytes(tensor, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());
        Bytes(_graph, 5, tensor);
        return this;
    }

    /// <summary>A constant int64 array.</summary>
    public OnnxFile Integers(string name, params long[] values)
    {
        var tensor = new List<byte>();
        Number(tensor, 1, values.Length);
        Number(tensor, 2, 7); // int64
        Text(tensor, 8, name);
        Bytes(tensor, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values).ToArray());
        Bytes(_graph, 5, tensor);
        return this;
    }

    /// <summary>One operator.</summary>
    public OnnxFile Node(string kind, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        var node = new List<byte>();
        foreach (var input in inputs)
            Text(node, 1, input);
        Text(node, 2, output);
        Text(node, 4, kind);
        foreach (var (name, values) in attributes)
        {
            var attribute = new List<byte>();
            Text(attribute, 1, name);
            var list = name == "axes";
            if (!list)
                Number(attribute, 3, values[0]);
            else
                foreach (var value in values)
                    Number(attribute, 8, value);
            Number(attribute, 20, list ? 7 : 2); // INTS or INT
            Bytes(node, 5, attribute);
        }
        Bytes(_graph, 1, node);
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var set = new List<byte>();
        Text(set, 1, "");
        Number(set, 2, 13);
        var model = new List<byte>();
        Number(model, 1, 8);
        Bytes(model, 7, _graph);
        Bytes(model, 8, set);
        return [.. model];
    }

    /// <summary>Writes the file.</summary>
    public string Save(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    private static List<byte> ValueInfo(string name, int[] shape)
    {
        var dimensions = new List<byte>();
        for (var i = 0; i < shape.Length; i++)
        {
            var dimension = new List<byte>();
            if (shape[i] >= 0)
                Number(dimension, 1, shape[i]);
            else
                Text(dimension, 2, $"{name}_{i}");
            Bytes(dimensions, 1, dimension);
        }
        var tensor = new List<byte>();
        Number(tensor, 1, 1);
        Bytes(tensor, 2, dimensions);
        var type = new List<byte>();
        Bytes(type, 1, tensor);
        var value = new List<byte>();
        Text(value, 1, name);
        Bytes(value, 2, type);
        return value;
    }

    private static void Number(List<byte> target, int field, long value)
    {
        Varint(target, (ulong)(field << 3));
        Varint(target, unchecked((ulong)value));
    }

    private static void Text(List<byte> target, int field, string text) => Bytes(target, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(List<byte> target, int field, IReadOnlyCollection<byte> content)
    {
        Varint(target, (ulong)(field << 3 | 2));
        Varint(target, (ulong)content.Count);
        target.AddRange(content);
    }

    private static void Varint(List<byte> target, ulong value)
    {
        for (; value >= 128; value >>= 7)
            target.Add((byte)(value & 127 | 128));
        target.Add((byte)value);
    }
}
