using Workbench.Tests.Weights;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Training;

public sealed class CheckpointFolderTests : TensorTest, IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly Tensor _values = arange(3000, ScalarType.Float32).DetachFromDisposeScope();

    private string Folder => _temporary.File("checkpoints");

    [Fact]
    public void A_checkpoint_is_an_ordinary_safetensors_file_that_ends_with_its_own_sum()
    {
        var (file, checksum) = Save(new CheckpointFolder(Folder), 7);
        using var read = SafeTensors.Open(file);
        Assert.True(read.Load("values").eq(_values).all().item<bool>());
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(checksum, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32))));
        Assert.Equal(checksum, Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - 32)));
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), File.ReadAllText(Path.Combine(Folder, "latest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_checkpoints_go_and_the_protected_one_stays()
    {
        var folder = new CheckpointFolder(Folder, keep: 2);
        var (best, _) = Save(folder, 1);
        for (var step = 2; step <= 5; step++)
            Save(folder, step, best);
        Assert.Equal([5, 4, 1], folder.Files().Select(file => TrainingCheckpoint.ReadHeader(file).Header.Step));
    }

    [Fact]
    public void A_thousand_flipped_bits_are_all_seen()
    {
        var (file, _) = Save(new CheckpointFolder(Folder), 1);
        var bytes = File.ReadAllBytes(file);
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            // Every tenth flip hits the header, every tenth the checksum, the others anything.
            var at = (i % 10) switch { 0 => random.Next(0, 400), 1 => random.Next(bytes.Length - 32, bytes.Length), _ => random.Next(bytes.Length) };
            var bit = (byte)(1 << random.Next(8));
            bytes[at] ^= bit;
            using var stream = new MemoryStream(bytes);
            Assert.Equal(CheckpointProblem.ChecksumMismatch, Assert.Throws<CheckpointFormatException>(() => TrainingCheckpoint.Verify(stream, file)).Reason);
            bytes[at] ^= bit;
        }
        Assert.Equal(1, TrainingCheckpoint.ReadHeader(file).Header.Step);
    }

    [Fact]
    public void A_cut_file_is_damaged_wherever_it_is_cut()
    {
        var (file, _) = Save(new CheckpointFolder(Folder), 1);
        var bytes = File.ReadAllBytes(file);
        for (var length = 0; length < bytes.Length; length += length < 100 ? 1 : 97)
        {
            using var stream = new MemoryStream(bytes, 0, length);
            Assert.Throws<CheckpointFormatException>(() => TrainingCheckpoint.Verify(stream, file));
        }
    }

    [Fact]
    public void The_one_before_is_found_when_the_newest_is_damaged_and_says_so()
    {
        var folder = new CheckpointFolder(Folder);
        var (older, _) = Save(folder, 1);
        var (newer, _) = Save(folder, 2);
        File.WriteAllBytes(newer, File.ReadAllBytes(newer)[..^5]);
        var remarks = new List<string>();
        Assert.Equal(older, folder.FindNewest(remarks));
        Assert.Contains(newer, Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"file": "../other.safetensors", "step": 2, "sha256": "", "bytes": 3}""")]
    [InlineData("""{"file": "step-000000009.safetensors", "step": 9, "sha256": "", "bytes": 3}""")]
    public void A_broken_pointer_to_the_newest_does_no_harm(string latest)
    {
        var folder = new CheckpointFolder(Folder);
        Save(folder, 1);
        var (newer, _) = Save(folder, 2);
        File.WriteAllText(Path.Combine(Folder, "latest.json"), latest);
        var remarks = new List<string>();
        Assert.Equal(newer, folder.FindNewest(remarks));
        Assert.Single(remarks);
    }

    [Fact]
    public void A_disk_that_fails_at_any_byte_keeps_the_checkpoint_before()
    {
        var (before, _) = Save(new CheckpointFolder(Folder), 1);
        var (old, latest) = (File.ReadAllBytes(before), File.ReadAllText(Path.Combine(Folder, "latest.json")));
        for (var i = 0; i < 50; i++)
        {
            var failsAt = old.Length * i / 50;
            var folder = new CheckpointFolder(Folder) { Intercept = stream => new FailingStream(stream, failsAt) };
            Assert.Throws<IOException>(() => Save(folder, 2));
            Assert.Throws<IOException>(() => Save(folder, 1)); // in place of the old one
            Assert.Equal(old, File.ReadAllBytes(before));
            Assert.Equal(latest, File.ReadAllText(Path.Combine(Folder, "latest.json")));
            Assert.Equal(2, Directory.GetFiles(Folder).Length);
        }
    }

    [Fact]
    public void A_disk_that_keeps_other_bytes_than_were_written_is_noticed()
    {
        Save(new CheckpointFolder(Folder), 1);
        var lying = new CheckpointFolder(Folder) { Intercept = stream => new ForgetfulStream(stream) };
        Assert.Throws<CheckpointFormatException>(() => Save(lying, 2));
        Assert.Single(lying.Files());
    }

    [Fact]
    public void A_full_disk_keeps_the_checkpoint_before()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // /dev/full refuses every byte as a full disk does.
        Save(new CheckpointFolder(Folder), 1);
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        var folder = new CheckpointFolder(Folder) { Intercept = _ => full };
        var error = Assert.Throws<IOException>(() => Save(folder, 2));
        Assert.Contains("space", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, TrainingCheckpoint.ReadHeader(folder.FindNewest()!).Header.Step);
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_an_error()
    {
        // The kernel's own folder refuses new files even to an administrator.
        if (OperatingSystem.IsLinux())
            Assert.ThrowsAny<SystemException>(() => Save(new CheckpointFolder("/proc/self"), 1));
        Directory.CreateDirectory(Path.Combine(Folder, "step-000000001.safetensors")); // a folder stands where the file should go
        Assert.ThrowsAny<SystemException>(() => Save(new CheckpointFolder(Folder), 1));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void What_is_not_a_number_is_never_kept()
    {
        var folder = new CheckpointFolder(Folder);
        Save(folder, 1);
        _values[5].fill_(float.NaN);
        Assert.Equal(["values"], Assert.Throws<NonFiniteStateException>(() => Save(folder, 2)).Names);
        Assert.Single(folder.Files());
    }

    [Fact]
    public void Large_finite_values_are_kept_although_their_sum_is_not_finite()
    {
        _values.fill_(float.MaxValue);
        Assert.True(File.Exists(Save(new CheckpointFolder(Folder), 1).File));
    }

    [Fact]
    public void A_checkpoint_of_another_shape_lists_what_differs_and_changes_nothing()
    {
        var (file, _) = Save(new CheckpointFolder(Folder), 1);
        var (other, more) = (zeros(2999), zeros(2));
        var state = new TrainingState();
        state.Tensor("values", other);
        state.Tensor("more", more);
        var message = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(file, state)).Message;
        Assert.Contains("'values' is Float32 [3000] instead of Float32 [2999]", message, StringComparison.Ordinal);
        Assert.Contains("'more' is missing", message, StringComparison.Ordinal);
        Assert.Contains("'count' is in the file but not in the training", message, StringComparison.Ordinal);
        Assert.Equal(0, other.abs().sum().item<float>());
    }

    [Fact]
    public void Random_streams_that_are_no_streams_are_refused_before_libtorch_sees_them()
    {
        var file = _temporary.File("bad.safetensors");
        var writer = new StateWriter();
        writer.Text("random", "streams");
        writer.Tensor("random/data", zeros(10, dtype: ScalarType.Byte));
        AtomicFile.Write(file, stream => TrainingCheckpoint.Write(stream, writer, new CheckpointHeader { Training = "", Step = 1, ConfigHash = "", Library = "" }));
        var state = new TrainingState();
        state.Random("random", RandomSource.Seeded(1));
        Assert.Contains("5056", Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(file, state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_safetensors_files_are_no_checkpoints()
    {
        var file = _temporary.File("weights.safetensors");
        SafeTensors.Write(file, [new("a", ones(100))]);
        Assert.Equal(CheckpointProblem.ChecksumMismatch, Assert.Throws<CheckpointFormatException>(() => TrainingCheckpoint.ReadHeader(file)).Reason);
    }

    [Fact]
    public void Two_things_of_one_name_are_refused()
    {
        var state = new TrainingState();
        state.Tensor("a", _values);
        state.Under("x").Tensor("a", _values);
        state.Number("x/a", () => 1, _ => { });
        Assert.Contains("'x/a'", Assert.Throws<InvalidOperationException>(() => new CheckpointFolder(Folder).Save(state, Header(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_nothing_else()
    {
        var folder = new CheckpointFolder(Folder);
        Save(folder, 1);
        File.WriteAllText(Path.Combine(Folder, ".step-000000002.safetensors.tmp-123-4"), "half");
        File.WriteAllText(Path.Combine(Folder, ".hidden"), "mine");
        Assert.Equal(1, folder.RemoveLeftovers());
        Assert.Equal(3, Directory.GetFiles(Folder).Length);
    }

    public new void Dispose()
    {
        _values.Dispose();
        _temporary.Dispose();
        base.Dispose();
    }

    private (string File, string Checksum) Save(CheckpointFolder folder, long step, string? protect = null)
    {
        var state = new TrainingState();
        state.Tensor("values", _values);
        state.Number("count", () => step, _ => { });
        return folder.Save(state, Header(step), protect);
    }

    private static CheckpointHeader Header(long step) => new() { Training = "test", Step = step, ConfigHash = "00", Library = "test" };
}
