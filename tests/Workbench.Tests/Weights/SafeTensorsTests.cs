using System.Runtime.InteropServices;
using CsCheck;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class SafeTensorsTests : TensorTest
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Fact]
    public void Written_tensors_of_every_type_and_layout_come_back_bit_for_bit() =>
        Gen.Select(Gen.Int[0, 9].Select(index => Types[index]), Gen.Long[0, 4].Array[0, 4], Gen.Bool, Gen.String).Array[0, 6].Sample(items =>
        {
            using var scope = NewDisposeScope();
            var tensors = new OrderedDictionary<string, Tensor>();
            foreach (var (type, shape, transposed, name) in items)
            {
                var values = rand(shape).mul(200).to(type);
                tensors.TryAdd(Valid(name), transposed && shape.Length > 1 ? values.transpose(0, 1) : values);
            }
            using var file = Written(tensors, new() { ["note"] = "ü\n\"quoted\"" });
            Assert.Equal("ü\n\"quoted\"", file.Metadata["note"]);
            var loaded = file.LoadAll();
            Assert.Equal(tensors.Keys.Order(), loaded.Keys.Order());
            foreach (var (name, tensor) in tensors)
            {
                Assert.Equal(tensor.dtype, loaded[name].dtype);
                Assert.Equal(tensor.shape, loaded[name].shape);
                Assert.True(tensor.contiguous().bytes.SequenceEqual(loaded[name].bytes), name);
            }
        }, iter: 200, threads: 1);

    [Fact]
    public void The_header_is_what_other_readers_expect()
    {
        var stream = new MemoryStream();
        SafeTensors.Write(stream, new OrderedDictionary<string, Tensor> { ["a"] = ones(2, ScalarType.Byte), ["b"] = ones([1, 2]) }, []);
        var bytes = stream.ToArray();
        var length = MemoryMarshal.Read<long>(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[2],"data_offsets":[8,10]}}""",
            System.Text.Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd());
        Assert.Equal(8 + length + 10, bytes.Length);
    }

    [Fact]
    public void Writing_reserved_or_repeated_names_is_refused()
    {
        var tensor = ones(1);
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(new MemoryStream(), [new("a", tensor), new("a", tensor)], []));
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(new MemoryStream(), [new("__metadata__", tensor)], []));
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(new MemoryStream(), [], [new("k", "1"), new("k", "2")]));
    }

    [Fact]
    public void A_name_that_is_not_in_the_file_is_an_error_that_lists_names()
    {
        using var file = Written(new() { ["known"] = ones(1) }, []);
        var error = Assert.Throws<CheckpointFormatException>(() => file.Load("unknown"));
        Assert.Equal(CheckpointProblem.MissingTensor, error.Reason);
        Assert.Contains("'known'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loaded_tensors_outlive_the_file()
    {
        var file = Written(new() { ["a"] = ones(3) }, []);
        var tensor = file.Load("a");
        file.Dispose();
        Assert.Equal(3, tensor.sum().item<float>());
    }

    private static TensorFile Written(OrderedDictionary<string, Tensor> tensors, Dictionary<string, string> metadata)
    {
        var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return SafeTensors.Read(new MemoryBytes("x", stream.ToArray()));
    }

    // Random text may hold half a surrogate pair, which no file can carry.
    private static string Valid(string name) => "n" + new string([.. name.Where(sign => !char.IsSurrogate(sign))]);
}
