using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Tests.Jupyter;

/// <summary>Base of tests that talk to a kernel in this process over its sockets.</summary>
public abstract class KernelTest : IDisposable
{
    private JupyterClient? _client;

    private protected JupyterKernel Kernel { get; } = JupyterKernel.Start(ConnectionFile.Fresh(), new KernelOptions { Session = new SessionOptions { WorkingDirectory = Path.GetTempPath(), StopLimit = TimeSpan.FromSeconds(20) } });

    private protected JupyterClient Client => _client ??= new JupyterClient(Kernel.Connection);

    public void Dispose()
    {
        _client?.Dispose();
        Kernel.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static string Stream(IEnumerable<Received> outputs, string name = "stdout") =>
        string.Concat(outputs.Where(output => output.Type == "stream" && (string?)output.Content["name"] == name).Select(output => (string?)output.Content["text"]));

    private protected static string? ResultText(IEnumerable<Received> outputs) =>
        (string?)outputs.SingleOrDefault(output => output.Type == "execute_result")?.Content["data"]!["text/plain"];

    /// <summary>The value of an expression, computed in a cell that must succeed.</summary>
    private protected string? Value(string code)
    {
        var (reply, outputs) = Client.Run(code);
        Assert.True((string?)reply["status"] == "ok", reply.ToJsonString());
        return ResultText(outputs);
    }
}
