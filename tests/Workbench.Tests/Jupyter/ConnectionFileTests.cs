using Workbench.Notebooks.Jupyter;

namespace Workbench.Tests.Jupyter;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "connection-" + Guid.NewGuid().ToString("N") + ".json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_written_is_read_back_and_only_its_owner_can_read_it()
    {
        var written = ConnectionFile.Fresh() with { ShellPort = 1, ControlPort = 2, StdinPort = 3, IopubPort = 4, HeartbeatPort = 5 };
        File.WriteAllText(_path, "older and open to all");
        written.Write(_path);
        Assert.Equal(written, ConnectionFile.Read(_path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void A_file_others_can_read_is_told_apart()
    {
        ConnectionFile.Fresh().Write(_path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(!OperatingSystem.IsWindows(), ConnectionFile.Read(_path).IsExposed);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"shell_port\":70000,\"control_port\":1,\"stdin_port\":1,\"iopub_port\":1,\"hb_port\":1}")]
    [InlineData("{\"transport\":\"ipc\",\"shell_port\":1,\"control_port\":1,\"stdin_port\":1,\"iopub_port\":1,\"hb_port\":1}")]
    [InlineData("{\"signature_scheme\":\"hmac-md5\",\"shell_port\":1,\"control_port\":1,\"stdin_port\":1,\"iopub_port\":1,\"hb_port\":1}")]
    public void A_file_that_is_none_is_refused_by_name(string content)
    {
        File.WriteAllText(_path, content);
        Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_key_is_accepted_only_when_asked_for()
    {
        var open = new ConnectionFile();
        Assert.Throws<InvalidDataException>(() => open.Validate(insecure: false));
        open.Validate(insecure: true);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.5")]
    [InlineData("*")]
    [InlineData("example.org")]
    public void Addresses_that_others_reach_are_refused_even_when_insecure(string address)
    {
        Assert.Throws<InvalidDataException>(() => (ConnectionFile.Fresh() with { Address = address }).Validate(insecure: true));
        Assert.Throws<InvalidDataException>(() => JupyterKernel.Start(ConnectionFile.Fresh() with { Address = address }));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    public void Addresses_of_this_machine_are_served(string address) => (ConnectionFile.Fresh() with { Address = address }).Validate(insecure: false);
}
