using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Tests.Jupyter;

/// <summary>A received message.</summary>
internal sealed record Received(JsonObject Header, JsonObject Parent, JsonObject Content)
{
    public string Type => (string)Header["msg_type"]!;

    public string? ParentId => (string?)Parent["msg_id"];
}

/// <summary>A Jupyter client for one thread, written from the protocol and sharing no code with the kernel.</summary>
internal sealed class JupyterClient : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _key;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly SubscriberSocket _iopub = new();
    private readonly DealerSocket _heartbeat = new();
    private readonly Queue<Received> _early = new();

    public JupyterClient(ConnectionFile connection)
    {
        _key = Encoding.UTF8.GetBytes(connection.Key);
        foreach (var socket in (DealerSocket[])[Shell, Control, Stdin]) socket.Options.Identity = Encoding.ASCII.GetBytes(_session);
        Connect(Shell, connection, connection.ShellPort);
        Connect(Control, connection, connection.ControlPort);
        Connect(Stdin, connection, connection.StdinPort);
        Connect(_heartbeat, connection, connection.HeartbeatPort);
        _iopub.Options.ReceiveHighWatermark = 0;
        _iopub.Subscribe(string.Empty);
        Connect(_iopub, connection, connection.IopubPort);
        while (Next(_iopub) is { Type: not "iopub_welcome" })
        {
        }
    }

    public DealerSocket Shell { get; } = new();

    public DealerSocket Control { get; } = new();

    public DealerSocket Stdin { get; } = new();

    /// <summary>Sends a request and gives its id.</summary>
    public string Send(DealerSocket socket, string type, JsonObject? content = null)
    {
        var id = Guid.NewGuid().ToString("N");
        SendFrames(socket, Frames(id, type, content ?? []));
        return id;
    }

    /// <summary>The frames of a signed message: delimiter, signature, header, parent header, metadata, content.</summary>
    public byte[][] Frames(string id, string type, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = _session,
            ["username"] = "tests",
            ["date"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        return Sign(Encoding.UTF8.GetBytes(header.ToJsonString()), "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content.ToJsonString()));
    }

    public byte[][] Sign(params byte[][] parts) =>
        ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(_key, parts.SelectMany(part => part).ToArray()))), .. parts];

    public static void SendFrames(DealerSocket socket, IEnumerable<byte[]> frames) => socket.SendMultipartBytes(frames);

    public string SendCell(string code, bool silent = false, bool storeHistory = true, bool stopOnError = true, bool allowStdin = false, JsonObject? expressions = null) =>
        Send(Shell, "execute_request", CellContent(code, silent, storeHistory, stopOnError, allowStdin, expressions));

    public static JsonObject CellContent(string code, bool silent = false, bool storeHistory = true, bool stopOnError = true, bool allowStdin = false, JsonObject? expressions = null) => new()
    {
        ["code"] = code,
        ["silent"] = silent,
        ["store_history"] = storeHistory,
        ["user_expressions"] = expressions ?? [],
        ["allow_stdin"] = allowStdin,
        ["stop_on_error"] = stopOnError,
    };

    /// <summary>The answer to a request; answers to others are passed over.</summary>
    public Received Reply(DealerSocket socket, string id)
    {
        while (true)
        {
            var message = Next(socket) ?? throw new TimeoutException("no answer");
            if (message.ParentId == id) return message;
        }
    }

    /// <summary>The next message of a socket, null when none comes in time.</summary>
    public Received? Next(NetMQSocket socket, TimeSpan? patience = null)
    {
        NetMQMessage? message = null;
        if (!socket.TryReceiveMultipartMessage(patience ?? Patience, ref message)) return null;
        var frames = message!.Select(frame => frame.ToByteArray()).ToList();
        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        var expected = Sign([.. frames.Skip(delimiter + 2).Take(4)])[1];
        Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(frames[delimiter + 1]));
        return new Received(Json(frames[delimiter + 2]), Json(frames[delimiter + 3]), Json(frames[delimiter + 5]));
    }

    /// <summary>The next output of any request.</summary>
    public Received NextOutput() => _early.TryDequeue(out var early) ? early : Next(_iopub) ?? throw new TimeoutException("no output");

    /// <summary>True when nothing is published for a while.</summary>
    public bool IsQuiet(TimeSpan time) => _early.Count == 0 && Next(_iopub, time) is null;

    /// <summary>All outputs of a request up to and with idle; those of others are kept.</summary>
    public List<Received> Outputs(string id)
    {
        var (own, others) = (new List<Received>(), new List<Received>());
        while (true)
        {
            var message = NextOutput();
            (message.ParentId == id ? own : others).Add(message);
            if (message.ParentId != id || message.Type != "status" || (string?)message.Content["execution_state"] != "idle") continue;
            foreach (var other in others) _early.Enqueue(other);
            return own;
        }
    }

    /// <summary>Runs a cell.</summary>
    public (JsonObject Reply, List<Received> Outputs) Run(string code, bool allowStdin = false)
    {
        var id = SendCell(code, allowStdin: allowStdin);
        return (Reply(Shell, id).Content, Outputs(id));
    }

    /// <summary>Sends a heartbeat and tells whether it comes back.</summary>
    public bool Beats()
    {
        _heartbeat.SendMoreFrameEmpty().SendFrame("ping");
        NetMQMessage? echo = null;
        return _heartbeat.TryReceiveMultipartMessage(TimeSpan.FromSeconds(5), ref echo) && echo!.Last.ConvertToString() == "ping";
    }

    public void Dispose()
    {
        foreach (var socket in (NetMQSocket[])[Shell, Control, Stdin, _iopub, _heartbeat]) socket.Dispose();
    }

    private static void Connect(NetMQSocket socket, ConnectionFile connection, int port)
    {
        socket.Options.Linger = TimeSpan.Zero;
        socket.Connect(string.Create(CultureInfo.InvariantCulture, $"tcp://{connection.Address}:{port}"));
    }

    private static JsonObject Json(byte[] frame) => JsonNode.Parse(frame)!.AsObject();
}
