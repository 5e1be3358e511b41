using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Workbench.Viewer;

namespace Workbench.Tests.Viewer;

/// <summary>A page without a browser: sends states, receives pictures.</summary>
internal sealed class PageClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public static async Task<PageClient> Connect(LiveView view, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new PageClient();
        configure?.Invoke(client._socket.Options);
        await client._socket.ConnectAsync(Address(view), TestContext.Current.CancellationToken);
        return client;
    }

    public static Uri Address(LiveView view) => new(view.Address.AbsoluteUri.Replace("http:", "ws:", StringComparison.Ordinal) + "socket");

    public Task Send(int id, double yaw = 0, bool moving = true, string more = "") => Send(FormattableString.Invariant($"{{\"id\":{id},\"moving\":{(moving ? "true" : "false")},\"yaw\":{yaw}{more}}}"));

    public Task Send(string text) => Send(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task Send(byte[] message, WebSocketMessageType type) => await _socket.SendAsync(message, type, true, TestContext.Current.CancellationToken);

    /// <summary>The next picture's header and image; null where the server closed the line.</summary>
    public async Task<(JsonObject Header, byte[] Image)?> Receive()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                break;
        }
        var header = BinaryPrimitives.ReadInt32LittleEndian(_buffer);
        return ((JsonObject)JsonNode.Parse(_buffer.AsSpan(4, header))!, _buffer[(4 + header)..length]);
    }

    /// <summary>The first final picture from now on.</summary>
    public async Task<(JsonObject Header, byte[] Image)> ReceiveFinal()
    {
        while (true)
        {
            var (header, image) = await Receive() ?? throw new InvalidOperationException("The server closed the line.");
            if (header["final"]!.GetValue<bool>())
                return (header, image);
        }
    }

    /// <summary>Why the server closed the line; pictures that come before are passed over.</summary>
    public async Task<WebSocketCloseStatus?> WaitForClose()
    {
        while (await Receive() is not null)
        {
        }
        return _socket.CloseStatus;
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }
}
