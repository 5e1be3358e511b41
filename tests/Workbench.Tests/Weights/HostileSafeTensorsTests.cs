using System.Text;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class HostileSafeTensorsTests : TensorTest
{
    private const string Good = """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""";

    [Theory]
    [InlineData(0, CheckpointProblem.HeaderTooSmall)]
    [InlineData(1, CheckpointProblem.HeaderTooSmall)]
    [InlineData(7, CheckpointProblem.HeaderNotJson)]
    [InlineData(long.MinValue, CheckpointProblem.HeaderTooLarge)]
    [InlineData(-1, CheckpointProblem.HeaderTooLarge)]
    public void Wrong_header_lengths_are_refused(long length, CheckpointProblem problem) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(Good, 4, length), problem);

    [Fact]
    public void A_header_that_reaches_past_the_file_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(Good, 4, Good.Length + 5), CheckpointProblem.HeaderOutsideFile); // file length − 7

    [Fact]
    public void A_header_over_100_MB_is_refused_before_it_is_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
            {
                file.Write(BitConverter.GetBytes(100_000_001L));
                file.SetLength(100_000_100);
            }
            Hostile.Refused(() => SafeTensors.Open(path), 0, CheckpointProblem.HeaderTooLarge);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']), CheckpointProblem.InvalidText);

    [Fact]
    public void Half_a_surrogate_pair_in_a_name_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"""), CheckpointProblem.InvalidText);

    [Fact]
    public void A_byte_order_mark_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Good)], 4), CheckpointProblem.HeaderStart);

    [Theory]
    [InlineData(" {}")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    public void A_header_that_does_not_begin_with_a_brace_is_refused(string header) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(header), CheckpointProblem.HeaderStart);

    [Theory]
    [InlineData("""{"a":[]}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":"U8","shape":{},"data_offsets":[0,0]}}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":8,"shape":[0],"data_offsets":[0,0]}}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":"U8","shape":["0"],"data_offsets":[0,0]}}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0]}}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"extra":1}}""", CheckpointProblem.HeaderStructure)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}""", CheckpointProblem.InvalidOffsets)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}}""", CheckpointProblem.InvalidOffsets)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""", CheckpointProblem.HeaderNotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}{}""", CheckpointProblem.HeaderNotJson)]
    [InlineData("{}\0\0", CheckpointProblem.HeaderNotJson)]
    public void Arrays_for_objects_and_other_wrong_structures_are_refused(string header, CheckpointProblem problem) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(header), problem);

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Ten_thousand_levels_of_nesting_are_refused(string level) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("{\"a\":" + string.Concat(Enumerable.Repeat(level, 10_000))), CheckpointProblem.HeaderStructure);

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""")]
    [InlineData("""{"__metadata__":{"k":"1"},"__metadata__":{"l":"2"}}""")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""")]
    public void Names_and_keys_that_occur_twice_are_refused(string header) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(header), CheckpointProblem.DuplicateName);

    [Fact]
    public void Metadata_with_a_number_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("""{"__metadata__":{"epoch":3}}"""), CheckpointProblem.InvalidMetadata);

    [Theory]
    [InlineData("F128")]
    [InlineData("f32")]
    [InlineData("F8_E4M3")]
    [InlineData("")]
    public void Unknown_element_types_are_refused(string dtype) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors($$"""{"a":{"dtype":"{{dtype}}","shape":[0],"data_offsets":[0,0]} }"""), CheckpointProblem.UnknownElementType);

    [Theory]
    [InlineData("[-1,3]", CheckpointProblem.InvalidOffsets)]
    [InlineData("[0.5,4]", CheckpointProblem.InvalidOffsets)]
    [InlineData("[4,0]", CheckpointProblem.InvalidOffsets)]
    [InlineData("[0,99999999999999999999]", CheckpointProblem.InvalidOffsets)]
    [InlineData("[9223372036854775803,9223372036854775807]", CheckpointProblem.DataOutsideFile)]
    [InlineData("[1,5]", CheckpointProblem.DataOutsideFile)]
    [InlineData("[0,3]", CheckpointProblem.SizeMismatch)]
    public void Offsets_that_are_negative_reversed_or_outside_are_refused(string offsets, CheckpointProblem problem) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors($$"""{"a":{"dtype":"U8","shape":[4],"data_offsets":{{offsets}} } }""", 4), problem);

    [Fact]
    public void Tensors_that_share_bytes_are_refused()
    {
        var entries = Enumerable.Range(0, 10).Select(index => $$""" "t{{index}}":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""");
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("{" + string.Join(",", entries) + "}", 16), CheckpointProblem.OverlappingData);
    }

    [Fact]
    public void A_gap_between_tensors_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3), CheckpointProblem.GapInData);

    [Fact]
    public void A_gap_before_the_first_tensor_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("""{"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3), CheckpointProblem.GapInData);

    [Theory]
    [InlineData(3, CheckpointProblem.DataOutsideFile)]
    [InlineData(5, CheckpointProblem.TrailingBytes)]
    public void A_last_end_that_is_not_the_end_of_the_file_is_refused(int dataBytes, CheckpointProblem problem) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors(Good, dataBytes), problem);

    [Theory]
    [InlineData("[4294967296,4294967296]")]
    [InlineData("[9223372036854775807,2]")]
    [InlineData("[9223372036854775807]")]
    [InlineData("[0,9223372036854775807,9223372036854775807]")]
    [InlineData("[-1]")]
    [InlineData("[-2,-2]")]
    [InlineData("[2.0,2]")]
    [InlineData("[18446744073709551616]")]
    public void Shapes_that_overflow_or_are_negative_are_refused(string shape) =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors($$"""{"a":{"dtype":"F32","shape":{{shape}},"data_offsets":[0,4]} }""", 4), CheckpointProblem.InvalidShape);

    [Fact]
    public void A_shape_of_a_million_dimensions_is_refused() =>
        Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[1" + string.Concat(Enumerable.Repeat(",1", 1_000_000)) + "],\"data_offsets\":[0,1]}}", 1), CheckpointProblem.InvalidShape);

    [Fact]
    public void Truth_values_other_than_0_and_1_are_refused()
    {
        var file = SampleFiles.SafeTensors("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 2);
        file[^1] = 2;
        var error = Hostile.RefusedSafeTensors(file, CheckpointProblem.InvalidBoolean);
        Assert.Equal(file.Length - 1, error.Offset);
    }

    [Fact]
    public void Empty_and_scalar_tensors_are_read()
    {
        using var file = SafeTensors.Read(new MemoryBytes("x", SampleFiles.All["safetensors"]));
        var tensors = file.LoadAll();
        Assert.Equal([0, 3], tensors["empty"].shape);
        Assert.Equal([], tensors["scalar"].shape);
        Assert.Equal(["b", "a", "c", "empty", "scalar"], tensors.Keys);
        Assert.Equal([0f, 1, 2, 3, 4, 5], tensors["a"].data<float>().ToArray());
    }

    [Fact]
    public void A_file_without_tensors_is_read() => Assert.Empty(SafeTensors.Read(new MemoryBytes("x", SampleFiles.SafeTensors("{}"))).Entries);

    [Fact]
    public void A_hundred_thousand_empty_tensors_cost_little_memory()
    {
        var header = "{" + string.Join(",", Enumerable.Range(0, 100_000).Select(index => $$""" "t{{index}}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""")) + "}";
        var bytes = SampleFiles.SafeTensors(header);
        var count = 0;
        Hostile.BoundedMemory(bytes.Length, () => count = SafeTensors.Read(new MemoryBytes("x", bytes)).Entries.Count);
        Assert.Equal(100_000, count);
    }

    [Fact]
    public void Names_are_never_used_as_paths()
    {
        var header = """{"../../etc/passwd":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a\u0000b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""";
        using var file = SafeTensors.Read(new MemoryBytes("x", SampleFiles.SafeTensors(header)));
        Assert.Equal(["../../etc/passwd", "a\0b"], file.LoadAll().Keys);
    }

    [Fact]
    public void Control_characters_of_a_file_never_reach_the_terminal()
    {
        var error = Hostile.RefusedSafeTensors(SampleFiles.SafeTensors("""{"\u001b[2J\u202e":{"dtype":"\u0007","shape":[],"data_offsets":[0,0]}}"""), CheckpointProblem.UnknownElementType);
        Assert.DoesNotContain(error.Message, sign => char.IsControl(sign) || sign == '\u202e');
        Assert.Contains("\\u001b[2J", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_finite_are_read_and_reported()
    {
        var path = Path.GetTempFileName();
        try
        {
            var values = tensor([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity]);
            SafeTensors.Write(path, new Dictionary<string, Tensor> { ["bad"] = values, ["half"] = values.to(ScalarType.Float16), ["good"] = ones(3), ["count"] = ones(3, ScalarType.Int64) });
            using var file = SafeTensors.Open(path);
            Assert.Equal(3, file.Entries.CountNonFinite("bad"));
            Assert.Equal(new Dictionary<string, long> { ["bad"] = 3, ["half"] = 3 }, file.Entries.FindNonFinite());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
