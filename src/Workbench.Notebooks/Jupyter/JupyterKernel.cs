using System.Text.Json.Nodes;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>A C# kernel that serves the Jupyter messaging protocol, version 5.4, over TCP on this machine.</summary>
public sealed class JupyterKernel : IDisposable
{
    private readonly ScriptSession _session;
    private readonly KernelSockets _sockets;
    private readonly MessageReader _reader;
    private readonly MessageBus _bus;
    private readonly InputPrompts _prompts;
    private readonly ExecuteLane _cells;
    private readonly SideLane _others;
    private readonly RejectionLog _rejections = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    private JupyterKernel(ConnectionFile connection, KernelOptions options)
    {
        var signer = new MessageSigner(connection.Key);
        _reader = new MessageReader(signer);
        var writer = new MessageWriter(signer);
        _sockets = new KernelSockets(connection, writer, Receive);
        _bus = new MessageBus(_sockets, writer.Session);
        _prompts = new InputPrompts(_bus);
        _session = new ScriptSession(options.Session);
        var history = new History();
        _cells = new ExecuteLane(_session, _bus, _prompts, history);
        _others = new SideLane(_session, _bus, history);
    }

    /// <summary>Where the kernel listens.</summary>
    public ConnectionFile Connection => _sockets.Bound;

    /// <summary>Ends when a client asked the kernel to shut down.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many messages were dropped, by reason.</summary>
    public IReadOnlyDictionary<Rejection, long> Rejections => _rejections.Counts;

    /// <summary>Starts a kernel. It answers at once; the compiler warms up in the background.</summary>
    /// <exception cref="InvalidDataException">The connection is refused, see <see cref="ConnectionFile.Validate"/>.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static JupyterKernel Start(ConnectionFile connection, KernelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options ??= new KernelOptions();
        connection.Validate(options.Insecure);
        var kernel = new JupyterKernel(connection, options);
        kernel._sockets.Start();
        kernel._bus.Starting();
        var warm = Task.Run(() => SessionWarmUp.RunAsync(kernel._session));
        _ = Task.Run(() => kernel._cells.RunAsync(warm));
        _ = Task.Run(kernel._others.RunAsync);
        return kernel;
    }

    /// <summary>Interrupts the running cell, if any. Returns at once.</summary>
    public void Interrupt() => _cells.Interrupt();

    /// <summary>Interrupts what runs, sends what waits, and closes the sockets.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _cells.Stop();
        _others.Stop();
        _sockets.Dispose();
        _session.Dispose();
        _ended.TrySetResult();
    }

    // on the socket thread: checks and hands over, nothing more
    private void Receive(JupyterChannel channel, IReadOnlyList<byte[]> frames)
    {
        if (channel == JupyterChannel.Iopub)
        {
            if (frames.Count == 1 && frames[0] is [1, .. var topic]) _bus.Welcome(topic);
            return;
        }
        if (_reader.TryRead(channel, frames, out var message) is { } rejection) _rejections.Add(rejection);
        else if (!TryDispatch(message!)) _rejections.Add(Rejection.UnknownType);
    }

    private bool TryDispatch(JupyterMessage message)
    {
        switch (message.Channel, message.Type)
        {
            case (JupyterChannel.Shell, "execute_request"):
                _cells.Add(message);
                return true;
            case (JupyterChannel.Stdin, "input_reply"):
                _prompts.Deliver(message);
                return true;
            case (JupyterChannel.Control, "interrupt_request"):
                AnswerNow(message, new JsonObject { ["status"] = "ok" });
                Interrupt();
                return true;
            case (JupyterChannel.Control or JupyterChannel.Shell, "shutdown_request"):
                ShutDown(message);
                return true;
            case (JupyterChannel.Control, "kernel_info_request"):
                AnswerNow(message, KernelInfo.Reply());
                return true;
            case (JupyterChannel.Shell, var type) when SideLane.Serves(type):
                _others.Add(message);
                return true;
            default:
                return false;
        }
    }

    private void AnswerNow(JupyterMessage message, JsonObject reply)
    {
        _bus.Begin(message);
        _bus.Reply(message, reply);
        _bus.End(message);
    }

    private void ShutDown(JupyterMessage message)
    {
        var restart = message.Flag("restart", missing: false);
        _bus.Begin(message);
        _bus.Reply(message, new JsonObject { ["status"] = "ok", ["restart"] = restart });
        _bus.Publish("shutdown_reply", message, new JsonObject { ["status"] = "ok", ["restart"] = restart });
        _bus.End(message);
        _ended.TrySetResult();
    }
}
