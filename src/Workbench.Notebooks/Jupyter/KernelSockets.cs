using System.Globalization;
using NetMQ;
using NetMQ.Sockets;

namespace Workbench.Notebooks.Jupyter;

/// <summary>The five sockets of a kernel and the one thread that touches them.</summary>
/// <remarks>
/// That thread only moves frames and echoes heartbeats; nothing on it may block. A second one writes and signs messages and hands them
/// over, so that threads of cells, which may be stopped anywhere, never enter the socket library.
/// </remarks>
internal sealed class KernelSockets : IDisposable
{
    private const int MaxFrames = 2048; // of one message; what comes after is read and dropped
    private const int MaxTurn = 64; // messages of one socket before the others have their turn

    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly RouterSocket _heartbeat = new();
    private readonly XPublisherSocket _iopub = new();
    private readonly NetMQQueue<(JupyterChannel Channel, List<byte[]>? Frames)> _outgoing = new();
    private readonly OutgoingMessages _messages = new();
    private readonly MessageWriter _writer;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<JupyterChannel, IReadOnlyList<byte[]>> _received;
    private NetMQPoller? _poller;
    private Thread? _sender;

    /// <summary>Binds the sockets. Messages are taken once <see cref="Start"/> was called.</summary>
    /// <param name="wanted">Where to listen; port 0 takes a free one.</param>
    /// <param name="writer">Makes frames of messages.</param>
    /// <param name="received">Called on the socket thread with the frames of each message; on <see cref="JupyterChannel.Iopub"/> with subscriptions.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public KernelSockets(ConnectionFile wanted, MessageWriter writer, Action<JupyterChannel, IReadOnlyList<byte[]>> received)
    {
        (_writer, _received) = (writer, received);
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _heartbeat, _iopub])
        {
            socket.Options.Linger = TimeSpan.FromSeconds(1);
            socket.Options.MaxMsgSize = MessageReader.MaxBytes;
            socket.Options.SendHighWatermark = 0; // no limit: beyond a limit outputs would be dropped in silence
        }
        _shell.Options.RouterHandover = _control.Options.RouterHandover = _stdin.Options.RouterHandover = true; // a client that reconnects takes its identity along
        _iopub.Options.XPubVerbose = true; // every subscriber is greeted, not only the first
        try
        {
            Bound = wanted with
            {
                ShellPort = Bind(_shell, wanted, wanted.ShellPort),
                ControlPort = Bind(_control, wanted, wanted.ControlPort),
                StdinPort = Bind(_stdin, wanted, wanted.StdinPort),
                IopubPort = Bind(_iopub, wanted, wanted.IopubPort),
                HeartbeatPort = Bind(_heartbeat, wanted, wanted.HeartbeatPort),
            };
        }
        catch (NetMQException e)
        {
            CloseSockets();
            throw new IOException($"cannot listen on {wanted.Address}: {e.Message}. Another process may hold one of the ports of the connection file.", e);
        }
    }

    /// <summary>Where the sockets listen.</summary>
    public ConnectionFile Bound { get; }

    /// <summary>Begins to receive and to send.</summary>
    public void Start()
    {
        Receive(_shell, JupyterChannel.Shell);
        Receive(_control, JupyterChannel.Control);
        Receive(_stdin, JupyterChannel.Stdin);
        Receive(_iopub, JupyterChannel.Iopub);
        _heartbeat.ReceiveReady += (_, _) =>
        {
            for (var i = 0; i < MaxTurn && TryReceive(_heartbeat) is { } beat; i++) _heartbeat.TrySendMultipartBytes(beat);
        };
        _outgoing.ReceiveReady += (_, _) => SendWaiting();
        _poller = new NetMQPoller { _outgoing, _control, _heartbeat, _iopub, _stdin, _shell };
        _poller.RunAsync("jupyter sockets", isBackgroundThread: true);
        _sender = new Thread(SendAll) { IsBackground = true, Name = "jupyter sender" };
        _sender.Start();
    }

    /// <summary>Sends a message soon, in the order of the calls. Any thread may call it.</summary>
    public void Send(OutgoingMessage message) => _messages.Add(message);

    /// <summary>Sends what is waiting, then closes. Not to be called on the socket thread.</summary>
    public void Dispose()
    {
        _messages.Complete();
        if (_poller is { } poller)
        {
            _sender!.Join(TimeSpan.FromSeconds(1));
            _drained.Task.Wait(TimeSpan.FromSeconds(1));
            poller.Stop();
            poller.Dispose();
            _poller = null;
        }
        CloseSockets();
    }

    private void CloseSockets()
    {
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _heartbeat, _iopub]) socket.Dispose();
        _outgoing.Dispose();
    }

    private static int Bind(NetMQSocket socket, ConnectionFile wanted, int port)
    {
        var host = wanted.Address.Contains(':', StringComparison.Ordinal) ? $"[{wanted.Address}]" : wanted.Address;
        if (port == 0) return socket.BindRandomPort($"tcp://{host}");
        socket.Bind(string.Create(CultureInfo.InvariantCulture, $"tcp://{host}:{port}"));
        return port;
    }

    private void Receive(NetMQSocket socket, JupyterChannel channel) => socket.ReceiveReady += (_, _) =>
    {
        for (var i = 0; i < MaxTurn && TryReceive(socket) is { } frames; i++) _received(channel, frames);
    };

    private static List<byte[]>? TryReceive(NetMQSocket socket)
    {
        if (!socket.TryReceiveFrameBytes(TimeSpan.Zero, out var frame, out var more)) return null;
        var (frames, total) = (new List<byte[]> { frame! }, (long)frame!.Length);
        while (more)
        {
            frame = socket.ReceiveFrameBytes(out more);
            total += frame.Length;
            if (frames.Count < MaxFrames && total <= MessageReader.MaxBytes + frame.Length) frames.Add(frame);
        }
        return frames;
    }

    private void SendAll()
    {
        while (_messages.Take() is { } waiting)
        {
            foreach (var message in waiting) _outgoing.Enqueue((message.Channel, _writer.Write(message)));
        }
        _outgoing.Enqueue((JupyterChannel.Iopub, null));
    }

    private void SendWaiting()
    {
        while (_outgoing.TryDequeue(out var item, TimeSpan.Zero))
        {
            if (item.Frames is null)
            {
                _drained.TrySetResult();
                continue;
            }
            NetMQSocket socket = item.Channel switch
            {
                JupyterChannel.Shell => _shell,
                JupyterChannel.Control => _control,
                JupyterChannel.Stdin => _stdin,
                _ => _iopub,
            };
            socket.TrySendMultipartBytes(item.Frames); // a client that has gone cannot be reached: nothing to do
        }
    }
}
