using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Attacks that need no special format: cut files, foreign content, legacy torch files and NumPy arrays.</summary>
public sealed class HostileFilesTests : TensorTest
{
    private static readonly Action<PickleWriter> Pair = SampleFiles.Floats("k", 2);
    private static readonly byte[] PairBytes = SampleFiles.Float32(1, 2);

    public static TheoryData<string> Formats() => [.. SampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_sample_is_read_as_it_is(string format)
    {
        var bytes = SampleFiles.All[format];
        Assert.InRange(bytes.Length, 40, 6000);
        Hostile.BoundedMemory(bytes.Length, () => Hostile.OpenAll(bytes));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_at_any_byte_is_refused(string format)
    {
        var whole = SampleFiles.All[format];
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Hostile.BoundedMemory(length, () => Assert.Throws<CheckpointFormatException>(() => Hostile.OpenAll(cut)));
            Assert.Throws<CheckpointFormatException>(() => Hostile.OpenSafeTensors(cut));
            Assert.Throws<CheckpointFormatException>(() => Hostile.OpenNetworks(cut));
        }
    }

    [Theory]
    [InlineData("", "empty", CheckpointProblem.Empty)]
    [InlineData("<!DOCTYPE html><html>", "web page", CheckpointProblem.UnknownContent)]
    [InlineData("\n<html lang=en>", "web page", CheckpointProblem.UnknownContent)]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull", CheckpointProblem.UnknownContent)]
    [InlineData("{\"error\": 404}", "JSON", CheckpointProblem.UnknownContent)]
    [InlineData("Rar!\u001a", "unpack", CheckpointProblem.UnknownContent)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0", "zero", CheckpointProblem.UnknownContent)]
    [InlineData("hello", "68656c6c6f", CheckpointProblem.UnknownContent)]
    public void Foreign_content_is_named(string content, string hint, CheckpointProblem problem) =>
        Assert.Contains(hint, Hostile.Refused(System.Text.Encoding.UTF8.GetBytes(content), problem).Message, StringComparison.Ordinal);

    [Fact]
    public void Foreign_binary_content_is_named()
    {
        Assert.Contains("gzip", Hostile.Refused([0x1f, 0x8b, 8, 0], CheckpointProblem.UnknownContent).Message, StringComparison.Ordinal);
        Assert.Contains("picture", Hostile.Refused([0x89, (byte)'P', (byte)'N', (byte)'G'], CheckpointProblem.UnknownContent).Message, StringComparison.Ordinal);
        Assert.Contains("neither", Hostile.Refused(new ZipWriter().Add("readme.txt", [1]).ToArray(), CheckpointProblem.UnknownContent).Message, StringComparison.Ordinal);
        Hostile.Refused(new ZipWriter().ToArray(), CheckpointProblem.MissingEntry);
    }

    [Fact]
    public void A_missing_file_is_no_format_error() => Assert.Throws<FileNotFoundException>(() => WeightFile.Open(Path.Combine(Path.GetTempPath(), "no-such-file.pkl")));

    [Fact]
    public void A_folder_or_an_endless_device_is_no_weights_file()
    {
        Assert.ThrowsAny<SystemException>(() => WeightFile.Open(Path.GetTempPath()));
        if (OperatingSystem.IsLinux())
            Assert.Throws<CheckpointFormatException>(() => WeightFile.Open("/dev/zero"));
    }

    [Fact]
    public void A_legacy_file_from_a_big_endian_machine_is_refused()
    {
        var file = SampleFiles.LegacyFile(Pair, ("k", PairBytes, 2));
        var flag = Array.IndexOf(file, (byte)PickleOpcode.True, LegacyTorchFile.Signature.Length);
        file[flag] = (byte)PickleOpcode.False;
        Hostile.Refused(file, CheckpointProblem.BigEndian);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_legacy_storage_of_another_size_is_refused(long count) => Hostile.Refused(SampleFiles.LegacyFile(Pair, ("k", PairBytes, count)), CheckpointProblem.SizeMismatch);

    [Fact]
    public void A_legacy_storage_list_must_name_each_storage_once()
    {
        Hostile.Refused(SampleFiles.LegacyFile(Pair, ("k", PairBytes, 2), ("k", PairBytes, 2)), CheckpointProblem.Malformed);
        Hostile.Refused(SampleFiles.LegacyFile(Pair, ("other", PairBytes, 2)), CheckpointProblem.Malformed);
        Hostile.Refused(SampleFiles.LegacyFile(Pair), CheckpointProblem.MissingEntry);
    }

    [Fact]
    public void Bytes_after_the_last_legacy_storage_are_refused() =>
        Hostile.Refused([.. SampleFiles.LegacyFile(Pair, ("k", PairBytes, 2)), 0], CheckpointProblem.TrailingBytes);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, 1)]
    public void A_part_that_leaves_its_legacy_storage_is_refused(long offset, long count) =>
        Hostile.Refused(SampleFiles.LegacyFile(w => w.Storage("FloatStorage", "k", 2, v => v.Tuple(k => k.Text("p"), k => k.Int(offset), k => k.Int(count))), ("k", PairBytes, 2)), CheckpointProblem.ViewOutsideStorage);

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.BigEndian)]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.UnknownElementType)]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.UnknownElementType)]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.UnknownElementType)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", CheckpointProblem.Truncated)]
    [InlineData("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.TrailingBytes)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", CheckpointProblem.InvalidShape)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", CheckpointProblem.InvalidShape)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", CheckpointProblem.InvalidShape)]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }", CheckpointProblem.HeaderStructure)]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", CheckpointProblem.HeaderStructure)]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.DuplicateName)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } junk", CheckpointProblem.HeaderStructure)]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,), }", CheckpointProblem.HeaderStructure)]
    public void Bad_NumPy_headers_are_refused(string header, CheckpointProblem problem) => Hostile.Refused(SampleFiles.Npy(header, new byte[4]), problem);

    [Fact]
    public void A_NumPy_header_longer_than_any_is_refused()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0x7f, .. new byte[100]];
        Hostile.Refused(file, CheckpointProblem.HeaderTooLarge);
        file[6] = 9;
        Hostile.Refused(file, CheckpointProblem.Unsupported);
    }

    [Fact]
    public void Arrays_in_an_archive_must_all_be_NumPy_arrays() =>
        Hostile.Refused(new ZipWriter().Add("a.npy", SampleFiles.All["npy"]).Add("b.npy", [1, 2, 3]).ToArray(), CheckpointProblem.Truncated);
}
