using Workbench.Weights;

namespace Workbench.Tests.Weights;

public sealed class AtomicFileTests : TensorTest, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("atomic-");

    private string Target => Path.Combine(_folder.FullName, "weights.safetensors");

    [Fact]
    public void A_new_file_appears_complete()
    {
        AtomicFile.Write(Target, stream => stream.Write("hello"u8));
        Assert.Equal("hello", File.ReadAllText(Target));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_shorter_file_leaves_nothing_of_a_longer_one()
    {
        File.WriteAllText(Target, new string('x', 10_000));
        AtomicFile.Write(Target, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_disk_that_fails_at_any_byte_leaves_the_old_file()
    {
        var tensors = new Dictionary<string, Tensor> { ["a"] = arange(60_000, ScalarType.Float32), ["b"] = ones(3, 5) };
        SafeTensors.Write(Target, new Dictionary<string, Tensor> { ["old"] = ones(7) });
        var old = File.ReadAllBytes(Target);
        var whole = new MemoryStream();
        SafeTensors.Write(whole, tensors, []);
        for (var step = 0; step < 50; step++)
        {
            var failsAt = whole.Length * step / 50;
            Assert.Throws<IOException>(() => AtomicFile.Write(Target, stream => SafeTensors.Write(new FailingStream(stream, failsAt), tensors, [])));
            Assert.Equal(old, File.ReadAllBytes(Target));
            Assert.Single(_folder.GetFiles());
        }
    }

    [Fact]
    public void Cancellation_leaves_the_old_file()
    {
        File.WriteAllText(Target, "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("half of it"u8);
            new CancellationToken(canceled: true).ThrowIfCancellationRequested();
        }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_tensor_that_cannot_be_stored_leaves_the_old_file()
    {
        File.WriteAllText(Target, "old");
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(Target, new Dictionary<string, Tensor> { ["c"] = ones(2, ScalarType.ComplexFloat32) }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(_folder.FullName, "none", "file"), stream => stream.WriteByte(1)));

    [Fact]
    public void A_folder_that_cannot_be_written_keeps_the_old_file()
    {
        // The kernel's own folder refuses new files even to an administrator.
        const string folder = "/proc/self";
        if (OperatingSystem.IsLinux())
            Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(folder + "/limits", stream => stream.WriteByte(1)));
        File.WriteAllText(Target, "old");
        var locked = Path.Combine(_folder.FullName, "locked");
        Directory.CreateDirectory(Path.Combine(locked, "weights")); // a folder stands where the file should go
        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(Path.Combine(locked, "weights"), stream => stream.WriteByte(1)));
        Assert.Empty(Directory.GetFiles(locked));
    }

    [Fact]
    public void A_link_is_followed_and_the_rights_of_the_file_stay()
    {
        if (OperatingSystem.IsWindows())
            return;
        var real = Path.Combine(_folder.FullName, "real");
        File.WriteAllText(real, "old");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Target, real);
        AtomicFile.Write(Target, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(real));
        Assert.NotNull(new FileInfo(Target).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
    }

    [Fact]
    public void A_file_can_be_replaced_while_its_old_content_is_still_open()
    {
        SafeTensors.Write(Target, new Dictionary<string, Tensor> { ["a"] = zeros(4) });
        using var old = SafeTensors.Open(Target);
        SafeTensors.Write(Target, new Dictionary<string, Tensor> { ["a"] = ones(4) });
        using var changed = SafeTensors.Open(Target);
        Assert.Equal(0, old.Load("a").sum().item<float>());
        Assert.Equal(4, changed.Load("a").sum().item<float>());
    }

    public new void Dispose()
    {
        _folder.Delete(recursive: true);
        base.Dispose();
    }
}
