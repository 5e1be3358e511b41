using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class WeightFileTests : TensorTest
{
    [Theory]
    [InlineData("safetensors", WeightFormat.SafeTensors, 5)]
    [InlineData("torch archive", WeightFormat.TorchArchive, 4)]
    [InlineData("legacy torch", WeightFormat.LegacyTorch, 2)]
    [InlineData("network pickle", WeightFormat.NetworkPickle, 3)]
    [InlineData("npy", WeightFormat.NumpyArray, 1)]
    [InlineData("npz", WeightFormat.NumpyArchive, 2)]
    public void Formats_are_told_by_content_not_by_name(string sample, WeightFormat format, int tensors)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SampleFiles.All[sample]);
            using var file = WeightFile.Open(path);
            Assert.Equal(format, file.Format);
            Assert.Equal(tensors, file.Tensors.Count);
            Assert.StartsWith($"{format} · {tensors} tensors · ", file.Summary(), StringComparison.Ordinal);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(SampleFiles.All[sample])), file.Sha256());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Column_major_NumPy_arrays_are_read_in_row_major_order()
    {
        var bytes = SampleFiles.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", SampleFiles.Float32(0, 1, 2, 3, 4, 5));
        using var file = WeightFile.Read(new MemoryBytes("x", bytes));
        Assert.Equal([0f, 2, 4, 1, 3, 5], file.Tensors.Load("tensor").data<float>().ToArray());
    }

    [Theory]
    [InlineData("<f8", ScalarType.Float64, 8)]
    [InlineData("<f4", ScalarType.Float32, 4)]
    [InlineData("<f2", ScalarType.Float16, 2)]
    [InlineData("<i8", ScalarType.Int64, 8)]
    [InlineData("<i4", ScalarType.Int32, 4)]
    [InlineData("<i2", ScalarType.Int16, 2)]
    [InlineData("|i1", ScalarType.Int8, 1)]
    [InlineData("|u1", ScalarType.Byte, 1)]
    [InlineData("|b1", ScalarType.Bool, 1)]
    public void Every_NumPy_number_type_is_read(string code, ScalarType type, int size)
    {
        var bytes = SampleFiles.Npy($"{{'descr': '{code}', 'fortran_order': False, 'shape': (1,), }}", [1, .. new byte[size - 1]]);
        using var file = WeightFile.Read(new MemoryBytes("x", bytes));
        Assert.Equal(type, file.Tensors.Load("tensor").dtype);
    }

    [Fact]
    public void A_tensor_without_a_name_and_one_in_a_list_can_be_reached()
    {
        var storage = SampleFiles.Float32(1, 2);
        using var single = WeightFile.Read(new MemoryBytes("x", SampleFiles.LegacyFile(w => w.Tensor(SampleFiles.Floats("k", 2), 0, [2], [1]), ("k", storage, 2))));
        Assert.Equal([1f, 2], single.Tensors.Load("tensor").data<float>().ToArray());
        using var list = WeightFile.Read(new MemoryBytes("x", SampleFiles.LegacyFile(w => w.List(t => t.Int(1), t => t.Tensor(SampleFiles.Floats("k", 2), 1, [1], [1])), ("k", storage, 2))));
        Assert.Equal(2f, list.Tensors.Load("1").item<float>());
        Assert.Equal("""[1,"F32 [1]"]""", list.Values!.ToJsonString());
    }

    [Fact]
    public void Options_beside_a_state_dict_are_kept_as_plain_values()
    {
        var bytes = SampleFiles.LegacyFile(
            w => w.Dictionary(
                ("state_dict", d => d.OrderedDictionary(("encoder.weight", t => t.Tensor(SampleFiles.Floats("k", 2), 0, [2], [1])))),
                ("opts", o => o.Call("argparse", "Namespace").Dictionary(("output_size", t => t.Int(1024)), ("lr", t => t.Op(PickleOpcode.Float64, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0))).Op(PickleOpcode.Build))),
            ("k", SampleFiles.Float32(1, 2), 2));
        using var file = WeightFile.Read(new MemoryBytes("x", bytes));
        Assert.Equal(["state_dict.encoder.weight"], file.Tensors.Keys);
        Assert.Equal("""{"state_dict":{},"opts":{"output_size":1024,"lr":"Infinity"}}""", file.Values!.ToJsonString());
    }

    [Fact]
    public void NumPy_numbers_and_arrays_inside_pickles_are_read()
    {
        Action<PickleWriter> type = w => w.Call("numpy", "dtype", t => t.Text("f8"), t => t.Bool(false), t => t.Bool(true)).Tuple(t => t.Int(3), t => t.Text("<")).Op(PickleOpcode.Build);
        var bytes = SampleFiles.LegacyFile(w => w.Dictionary(
            ("best", s => s.Call("numpy.core.multiarray", "scalar", type, b => b.Bytes(BitConverter.GetBytes(0.25)))),
            ("latin", s => s.Call("numpy._core.multiarray", "scalar", type, b => b.Call("_codecs", "encode", t => t.Text("\0\0\0\0\0\0\u00d0?"), t => t.Text("latin1")))),
            ("mean", a => a.Call("numpy.core.multiarray", "_reconstruct", t => t.Global("numpy", "ndarray"), t => t.Integers(0), t => t.Bytes([(byte)'b']))
                .Tuple(t => t.Int(1), t => t.Integers(2), type, t => t.Bool(false), t => t.Bytes([.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(2.5)])).Op(PickleOpcode.Build))));
        using var file = WeightFile.Read(new MemoryBytes("x", bytes));
        Assert.Equal([1.5, 2.5], file.Tensors.Load("mean").data<double>().ToArray());
        Assert.Equal(0.25, (double)file.Values!["best"]!);
        Assert.Equal(0.25, (double)file.Values["latin"]!);
    }
}
