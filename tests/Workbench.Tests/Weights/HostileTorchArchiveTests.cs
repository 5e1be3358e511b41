using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class HostileTorchArchiveTests : TensorTest
{
    private static readonly byte[] Pickle = SampleFiles.StateDictPickle();
    private static readonly byte[] Storage = new byte[96];

    private static ZipWriter Archive(byte[]? pickle = null) => new ZipWriter().Add("x/data.pkl", pickle ?? Pickle);

    private static byte[] WithTensor(long count, long offset, long[] shape, long[] strides) =>
        Archive(new PickleWriter().Dictionary(("a", w => w.Tensor(SampleFiles.Floats("0", count), offset, shape, strides))).Stop()).Add("x/data/0", Storage).ToArray();

    [Fact]
    public void A_good_archive_is_read()
    {
        foreach (var name in new[] { "torch archive", "compressed torch archive", "64-bit torch archive" })
        {
            using var file = WeightFile.Read(new MemoryBytes("x", SampleFiles.All[name]));
            var tensors = file.Tensors.LoadAll();
            Assert.Equal(["whole", "transposed", "parameter", "flags"], tensors.Keys);
            Assert.Equal([0f, 6, 12, 18, 1], tensors["transposed"].data<float>().ToArray()[..5]);
            Assert.Equal([3f, 5], tensors["parameter"].data<float>().ToArray());
            Assert.Equal("""{"nested":{"options":[1,"two",null,3.0]}}""", file.Values!.ToJsonString());
        }
    }

    [Fact]
    public void A_storage_entry_smaller_than_the_pickle_says_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Storage[..92]).Add("x/data/1", [0, 1]).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void A_storage_entry_larger_than_the_pickle_says_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", new byte[100]).Add("x/data/1", [0, 1]).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void A_missing_storage_is_refused() => Hostile.Refused(Archive().Add("x/data/0", Storage).ToArray(), CheckpointProblem.MissingEntry);

    [Theory]
    [InlineData(95u, 96u)]
    [InlineData(96u, 95u)]
    [InlineData(97u, 96u)]
    public void A_stored_entry_whose_sizes_disagree_is_refused(uint size, uint packed) =>
        Hostile.Refused(Archive().Add("x/data/0", Storage, size: size, packed: packed).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void An_entry_whose_own_header_tells_another_size_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Storage, localSize: 95).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void An_entry_larger_than_the_file_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Storage, size: 1 << 30, packed: 1 << 30, localSize: 1 << 30).ToArray(), CheckpointProblem.Truncated);

    [Fact]
    public void An_entry_that_reaches_into_the_next_one_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Storage, size: 120, packed: 120, localSize: 120).Add("x/data/1", new byte[50]).ToArray(), CheckpointProblem.OverlappingData);

    [Fact]
    public void Two_entries_over_the_same_bytes_are_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Pickle, offset: 0, localName: "x/data.pkl").ToArray(), CheckpointProblem.Malformed);

    [Theory]
    [InlineData(20_000_000)]
    [InlineData(200_000)]
    public void A_compressed_entry_over_100_to_1_is_refused(int size) =>
        Hostile.Refused(Archive().Add("x/data/0", new byte[size], compress: true).ToArray(), CheckpointProblem.CompressionBomb);

    [Fact]
    public void A_compressed_entry_that_declares_less_than_it_expands_to_is_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", new byte[20_000_000], compress: true, size: 96, localSize: 96).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void Many_compressed_entries_together_may_not_expand_without_limit()
    {
        var writer = Archive();
        // Each declares 99 bytes for one stored, which the limit of a single entry allows.
        var noise = new byte[3000];
        new Random(1).NextBytes(noise);
        for (var index = 0; index < 4000; index++)
            writer.Add($"x/data/{index}", noise, compress: true, size: 290_000, localSize: 0, flags: 0x808);
        Hostile.Refused(writer.ToArray(), CheckpointProblem.CompressionBomb);
    }

    [Fact]
    public void Broken_compressed_data_are_refused()
    {
        var broken = Archive().Add("x/data/0", [0xff, 0xff, 0xff, .. new byte[20]], method: 8, size: 96, localSize: uint.MaxValue).Add("x/data/1", [0, 1]).ToArray();
        Hostile.Refused(broken, CheckpointProblem.CorruptCompression);
    }

    [Fact]
    public void A_flipped_bit_in_compressed_data_is_noticed()
    {
        var random = new Random(1);
        var content = new byte[96];
        random.NextBytes(content);
        var archive = Archive().Add("x/data/0", content, compress: true).Add("x/data/1", [0, 1]).ToArray();
        var start = archive.AsSpan().IndexOf("x/data/0"u8) + "x/data/0".Length;
        for (var bit = 8; bit < 96 * 8; bit += 5)
        {
            archive[start + bit / 8] ^= (byte)(1 << bit % 8);
            var error = Assert.Throws<CheckpointFormatException>(() => Hostile.OpenAll(archive));
            Assert.Contains(error.Reason, new[] { CheckpointProblem.ChecksumMismatch, CheckpointProblem.CorruptCompression, CheckpointProblem.SizeMismatch });
            archive[start + bit / 8] ^= (byte)(1 << bit % 8);
        }
        Hostile.OpenAll(archive);
    }

    [Fact]
    public void Duplicate_entry_names_are_refused() =>
        Hostile.Refused(Archive().Add("x/data/0", Storage).Add("x/data/0", Storage).ToArray(), CheckpointProblem.DuplicateName);

    [Theory]
    [InlineData("../evil")]
    [InlineData("x/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/evil")]
    [InlineData("x\\..\\evil")]
    [InlineData("x/a\0b")]
    [InlineData("")]
    public void Names_that_lead_out_of_the_archive_are_refused(string name) =>
        Hostile.Refused(Archive().Add(name, Storage).ToArray(), CheckpointProblem.UnsafeEntryName);

    [Fact]
    public void A_pickle_over_64_MB_is_refused_before_it_is_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Archive(new byte[(64 << 20) + 1]).ToArray());
            Hostile.Refused(() => WeightFile.Open(path), new FileInfo(path).Length, CheckpointProblem.HeaderTooLarge);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("big")]
    [InlineData("little ")]
    [InlineData("")]
    public void Another_byte_order_than_little_is_refused(string order) =>
        Hostile.Refused(Archive().Add("x/byteorder", System.Text.Encoding.ASCII.GetBytes(order)).ToArray(), CheckpointProblem.BigEndian);

    [Fact]
    public void Encrypted_entries_are_refused() => Hostile.Refused(Archive().Add("x/data/0", Storage, flags: 0x801).ToArray(), CheckpointProblem.Unsupported);

    [Fact]
    public void Unknown_compression_is_refused() => Hostile.Refused(Archive().Add("x/data/0", Storage, method: 14).ToArray(), CheckpointProblem.Unsupported);

    [Fact]
    public void Programs_are_refused_with_advice() =>
        Assert.Contains("TorchScript", Hostile.Refused(Archive().Add("x/constants.pkl", Pickle).ToArray(), CheckpointProblem.Unsupported).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_objects_in_one_archive_are_refused() => Hostile.Refused(Archive().Add("y/data.pkl", Pickle).ToArray(), CheckpointProblem.MissingEntry);

    [Fact]
    public void Bytes_before_the_archive_are_refused()
    {
        byte[] prefixed = [.. "PK\x03\x04"u8, .. new byte[40], .. SampleFiles.All["torch archive"]];
        Hostile.Refused(prefixed, CheckpointProblem.DataOutsideFile);
    }

    [Fact]
    public void Bytes_after_the_archive_are_refused() => Hostile.Refused([.. SampleFiles.All["torch archive"], 0], CheckpointProblem.Truncated);

    [Fact]
    public void Bytes_after_the_pickle_are_refused() => Hostile.Refused(Archive([.. new PickleWriter().None().Stop(), 0]).ToArray(), CheckpointProblem.TrailingBytes);

    [Theory]
    [InlineData(24, 1, new long[] { 4, 6 }, new long[] { 6, 1 })]
    [InlineData(24, 0, new long[] { 25 }, new long[] { 1 })]
    [InlineData(24, 24, new long[] { 1 }, new long[] { 1 })]
    [InlineData(24, 0, new long[] { 4, 6 }, new long[] { 7, 1 })]
    [InlineData(24, 0, new long[] { 2 }, new long[] { 24 })]
    [InlineData(24, -1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(24, long.MaxValue, new long[] { 1 }, new long[] { 1 })]
    [InlineData(24, 25, new long[] { 0 }, new long[] { 1 })]
    public void A_view_that_leaves_its_storage_is_refused(long count, long offset, long[] shape, long[] strides) =>
        Hostile.Refused(WithTensor(count, offset, shape, strides), CheckpointProblem.ViewOutsideStorage);

    [Theory]
    [InlineData(new[] { long.MaxValue, 2 }, new long[] { 1, 1 })]
    [InlineData(new[] { 1L << 32, 1L << 32 }, new long[] { 0, 0 })]
    [InlineData(new long[] { -1 }, new long[] { 1 })]
    [InlineData(new long[] { 2 }, new long[] { -1 })]
    [InlineData(new long[] { 3, 3 }, new[] { long.MaxValue, long.MaxValue })]
    [InlineData(new long[] { 2, 2 }, new long[] { 2 })]
    [InlineData(new long[] { 2 }, new long[] { })]
    public void Sizes_and_strides_that_overflow_or_are_negative_are_refused(long[] shape, long[] strides) =>
        Hostile.Refused(WithTensor(24, 0, shape, strides), CheckpointProblem.InvalidShape);

    [Fact]
    public void A_single_number_expanded_to_a_huge_tensor_is_refused() =>
        Hostile.Refused(WithTensor(24, 0, [1L << 40], [0]), CheckpointProblem.Amplification);

    [Fact]
    public void Two_thousand_views_of_one_storage_are_read_one_by_one_but_not_together()
    {
        var pickle = new PickleWriter().Op(PickleOpcode.EmptyList);
        pickle.Storage("FloatStorage", "0", 250_000).Put(0).Op(PickleOpcode.Pop).Op(PickleOpcode.Mark);
        for (var view = 0; view < 2000; view++)
            pickle.Tensor(s => s.Get(0), 0, [250_000], [1]);
        var archive = new ZipWriter().Add("x/data.pkl", pickle.Op(PickleOpcode.Appends).Stop()).Add("x/data/0", new byte[1_000_000]).ToArray();
        using var file = WeightFile.Read(new MemoryBytes("x", archive));
        Assert.Equal(250_000, file.Tensors.Load("1999").numel());
        Assert.Equal(CheckpointProblem.Amplification, Assert.Throws<CheckpointFormatException>(() => file.Tensors.LoadAll()).Reason);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 61)]
    public void Storages_of_impossible_size_are_refused(long count) =>
        Assert.Contains(Hostile.Refused(WithTensor(count, 0, [1], [1]), count is > 0 and < long.MaxValue / 16 ? CheckpointProblem.SizeMismatch : CheckpointProblem.InvalidShape).Reason, Enum.GetValues<CheckpointProblem>());

    [Fact]
    public void One_storage_with_two_types_is_refused() =>
        Hostile.Refused(Archive(new PickleWriter().List(w => w.Storage("FloatStorage", "0", 24), w => w.Storage("IntStorage", "0", 24)).Stop()).Add("x/data/0", Storage).ToArray(), CheckpointProblem.SizeMismatch);

    [Fact]
    public void Storages_of_unknown_classes_are_refused() =>
        Hostile.Refused(Archive(new PickleWriter().Storage("ComplexFloatStorage", "0", 12).Stop()).Add("x/data/0", Storage).ToArray(), CheckpointProblem.UnknownElementType);
}
