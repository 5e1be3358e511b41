using System.Diagnostics;
using System.Globalization;
using Workbench.Notebooks.Jupyter;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Jupyter;

/// <summary>The kernel as a process of its own.</summary>
public sealed class KernelProcessTests : IDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("kernel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_kernel_writes_its_connection_serves_and_cleans_up()
    {
        var path = Path.Combine(_folder, "connection.json");
        using var kernel = Start(null, "--connection-file", path);
        while (await kernel.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }
        using (var client = new JupyterClient(ConnectionFile.Read(path)))
        {
            var (reply, _) = client.Run("new System.Threading.Thread(() => throw new Exception(\"stray\")).Start(); System.Threading.Thread.Sleep(200);");
            Assert.Equal("ok", (string?)reply["status"]);
            Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
            client.Reply(client.Control, client.Send(client.Control, "shutdown_request"));
        }
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, kernel.ExitCode);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_kernel_ends_when_its_parent_is_gone_even_in_an_endless_cell()
    {
        using var parent = Process.Start("sleep", ["600"]);
        var path = Path.Combine(_folder, "connection.json");
        using var kernel = Start(parent.Id, "--connection-file", path);
        while (await kernel.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }
        using var client = new JupyterClient(ConnectionFile.Read(path));
        client.SendCell("Console.Write(\"started\"); while (true) { }");
        while (client.NextOutput() is not { Type: "stream" })
        {
        }
        parent.Kill();
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(kernel.HasExited);
    }

    [Theory]
    [InlineData("{\"ip\":\"127.0.0.1\",\"shell_port\":0,\"control_port\":0,\"stdin_port\":0,\"iopub_port\":0,\"hb_port\":0,\"key\":\"\"}", "--insecure")]
    [InlineData("{\"ip\":\"0.0.0.0\",\"shell_port\":0,\"control_port\":0,\"stdin_port\":0,\"iopub_port\":0,\"hb_port\":0,\"key\":\"k\"}", "loopback")]
    [InlineData("nonsense", "not a connection file")]
    public async Task A_connection_that_is_refused_is_explained(string content, string words)
    {
        var path = Path.Combine(_folder, "connection.json");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        using var kernel = Start(null, "--connection-file", path);
        var complaint = await kernel.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await kernel.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, kernel.ExitCode);
        Assert.Contains(words, string.Join(' ', complaint.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static Process Start(int? parent, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = FixtureFiles.Repository, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(FixtureFiles.Repository, "src", "Workbench.Cli", "bin", Configuration, "net10.0", "workbench.dll"));
        start.ArgumentList.Add("kernel");
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (parent is { } id) start.Environment["JPY_PARENT_PID"] = id.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }
}
