using System.Buffers.Binary;
using System.Text;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Small well-formed files of every format, and the pieces to spoil them.</summary>
internal static class SampleFiles
{
    /// <summary>Every format once, about one kilobyte each.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["safetensors"] = SafeTensorsFile(),
        ["torch archive"] = TorchArchiveFile(StateDictPickle()),
        ["compressed torch archive"] = TorchArchiveFile(StateDictPickle(), compress: true),
        ["64-bit torch archive"] = TorchArchiveFile(StateDictPickle(), is64: true),
        ["legacy torch"] = LegacyFile(w => w.OrderedDictionary(("a", t => t.Tensor(Floats("17", 6), 0, [2, 3], [3, 1])), ("b", t => t.Tensor(FloatPart("17", 6), 0, [2], [1])), ("note", t => t.Text("hi"))), ("17", Float32(0, 1, 2, 3, 4, 5), 6)),
        ["network pickle"] = NetworkFile(),
        ["npy"] = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Float32(0, 1, 2, 3, 4, 5)),
        ["npz"] = new ZipWriter().Add("a.npy", Npy("{'descr': '<i8', 'fortran_order': True, 'shape': (1, 2), }", new byte[16])).Add("b.npy", Npy("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", [1]), compress: true).ToArray(),
    };

    /// <summary>A safetensors header for 44 bytes of data.</summary>
    public static byte[] Header => """{"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"c":{"dtype":"BOOL","shape":[3],"data_offsets":[40,43]},"empty":{"dtype":"F16","shape":[0,3],"data_offsets":[43,43]},"scalar":{"dtype":"U8","shape":[],"data_offsets":[43,44]}}"""u8.ToArray();

    public static byte[] SafeTensors(string header, int dataBytes = 0, long? length = null) => SafeTensors(Encoding.UTF8.GetBytes(header), dataBytes, length);

    public static byte[] SafeTensors(byte[] header, int dataBytes = 0, long? length = null)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, length ?? header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    public static byte[] Npy(string header, byte[] data)
    {
        var text = Encoding.Latin1.GetBytes(header + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. data];
    }

    /// <summary>A torch archive with the storages 0 (24 floats) and 1 (two bytes).</summary>
    public static byte[] TorchArchiveFile(byte[] pickle, bool compress = false, bool is64 = false) =>
        new ZipWriter(is64).Add("archive/data.pkl", pickle, compress).Add("archive/byteorder", "little"u8.ToArray())
            .Add("archive/data/0", Float32([.. Enumerable.Range(0, 24).Select(value => (float)value)]), compress).Add("archive/data/1", [0, 1]).Add("archive/version", "3\n"u8.ToArray()).ToArray();

    public static byte[] StateDictPickle() => new PickleWriter().OrderedDictionary(
        ("whole", w => w.Tensor(Floats("0", 24), 0, [4, 6], [6, 1])),
        ("transposed", w => w.Tensor(Floats("0", 24), 0, [6, 4], [1, 6])),
        ("parameter", w => w.Call("torch._utils", "_rebuild_parameter", t => t.Tensor(Floats("0", 24), 3, [2], [2]), t => t.Bool(true), t => t.OrderedDictionary())),
        ("flags", w => w.Tensor(s => s.Storage("BoolStorage", "1", 2), 0, [2], [1])),
        ("nested", w => w.Dictionary(("options", o => o.List(t => t.Int(1), t => t.Text("two"), t => t.None(), t => t.Op(PickleOpcode.Float64, 0x40, 8, 0, 0, 0, 0, 0, 0))))))
        .Dictionary(("_metadata", w => w.OrderedDictionary())).Op(PickleOpcode.Build).Stop();

    /// <summary>A legacy torch file of one object with its storages.</summary>
    public static byte[] LegacyFile(Action<PickleWriter> root, params ReadOnlySpan<(string Key, byte[] Bytes, long Count)> storages)
    {
        var file = new MemoryStream();
        file.Write(LegacyTorchFile.Signature);
        file.Write(new PickleWriter().Op(PickleOpcode.UInt16, 0xe9, 0x03).Stop());
        file.Write(new PickleWriter().Dictionary(("little_endian", w => w.Bool(true))).Stop());
        var body = new PickleWriter();
        root(body);
        file.Write(body.Stop());
        var keys = new PickleWriter().Op(PickleOpcode.EmptyList).Op(PickleOpcode.Mark);
        foreach (var (key, _, _) in storages)
            keys.Text(key);
        file.Write(keys.Op(PickleOpcode.Appends).Stop());
        foreach (var (_, bytes, count) in storages)
        {
            file.Write(BitConverter.GetBytes(count));
            file.Write(bytes);
        }
        return file.ToArray();
    }

    public static Action<PickleWriter> Floats(string key, long count) => w => w.Storage("FloatStorage", key, count);

    /// <summary>A module of a persistent class.</summary>
    public static Action<PickleWriter> Module(string className, Action<PickleWriter> parameters, Action<PickleWriter> buffers, Action<PickleWriter> children, params (string, Action<PickleWriter>)[] attributes) =>
        w => w.Call("torch_utils.persistence", "_reconstruct_persistent_obj", meta => meta.Dictionary(
            ("type", t => t.Text("class")), ("version", t => t.Int(6)), ("module_src", t => t.Text("import os")), ("class_name", t => t.Text(className)),
            ("state", state => state.Dictionary([("training", t => t.Bool(false)), ("_parameters", parameters), ("_buffers", buffers), ("_modules", children), .. attributes]))));

    /// <summary>A tensor whose storage is a byte string of its own.</summary>
    public static Action<PickleWriter> OwnTensor(params float[] values) => w => w.Tensor(
        s => s.Call("torch.storage", "_load_from_bytes", b => b.Bytes(LegacyFile(r => r.Storage("FloatStorage", "9", values.Length), ("9", Float32(values), values.Length)))), 0, [values.Length], [1]);

    public static byte[] NetworkFile() => new PickleWriter(4).Dictionary(
        ("training_set_kwargs", w => w.Dictionary(("resolution", r => r.Int(64)))),
        ("G_ema", Module("TriPlaneGenerator", w => w.OrderedDictionary(("scale", OwnTensor(1, 2))), w => w.OrderedDictionary(("kept", OwnTensor(3)), ("scratch", OwnTensor(4))),
            w => w.OrderedDictionary(("child", Module("Child", p => p.OrderedDictionary(("weight", OwnTensor(5))), b => b.OrderedDictionary(("none", n => n.None())), c => c.OrderedDictionary())), ("absent", n => n.None())),
            ("_non_persistent_buffers_set", s => s.Set("scratch")), ("_init_args", a => a.Integers(7)), ("_init_kwargs", k => k.Dictionary(("z_dim", z => z.Int(512)))),
            ("plane_axes", OwnTensor(1, 0, 0)), ("odd", o => o.Call("some.module", "Thing", i => i.Int(1))))),
        ("augment_pipe", w => w.None())).Stop();

    public static byte[] Float32(params ReadOnlySpan<float> values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray();

    private static Action<PickleWriter> FloatPart(string key, long count) => w => w.Storage("FloatStorage", key, count, v => v.Tuple(k => k.Text("part"), k => k.Int(4), k => k.Int(2)));

    private static byte[] SafeTensorsFile()
    {
        var file = SafeTensors(Header, 44);
        Float32(0, 1, 2, 3, 4, 5).CopyTo(file, 8 + Header.Length);
        return file;
    }
}
