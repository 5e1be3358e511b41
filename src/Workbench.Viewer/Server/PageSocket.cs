using System.Net.WebSockets;

namespace Workbench.Viewer.Server;

/// <summary>The line to one open page: states come in, pictures go out.</summary>
internal sealed class PageSocket : IDisposable
{
    private const int LongestMessage = 16 << 10;
    private const int ClosedForRest = 4000; // the page connects again when it is touched

    private readonly LiveView _view;
    private readonly WebSocket _socket;
    private readonly RenderQueue _queue;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Timer _rest;

    public PageSocket(LiveView view, WebSocket socket, RenderQueue queue)
    {
        (_view, _socket, _queue) = (view, socket, queue);
        _rest = new Timer(_ => _ = Close((WebSocketCloseStatus)ClosedForRest, "idle"));
    }

    /// <summary>Serves the page until it goes away, sends nonsense, rests for too long, or the view is closed.</summary>
    public async Task Serve()
    {
        var channel = new PageChannel(_view, Send);
        using var closing = _view.Closed.Register(() => _ = Close(WebSocketCloseStatus.EndpointUnavailable, "closed"));
        _queue.Add(channel);
        try
        {
            var buffer = new byte[LongestMessage];
            while (await Receive(buffer) is { } message)
            {
                if (_view.States.Read(message, out var problem) is { } request)
                    _queue.Want(channel, request);
                else
                {
                    await Close(WebSocketCloseStatus.InvalidPayloadData, problem);
                    return;
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // the page is gone
        }
        finally
        {
            _queue.Remove(channel);
            await _ended.CancelAsync();
        }
    }

    public void Dispose()
    {
        _rest.Dispose();
        _ended.Dispose();
        _sending.Dispose();
    }

    // One whole text message; null where the line ends.
    private async Task<ReadOnlyMemory<byte>?> Receive(byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            _rest.Change(_view.Settings.IdleTime, Timeout.InfiniteTimeSpan);
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), _ended.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await Close(WebSocketCloseStatus.NormalClosure, "");
                return null;
            }
            if (part.MessageType != WebSocketMessageType.Text)
            {
                await Close(WebSocketCloseStatus.InvalidMessageType, "text only");
                return null;
            }
            length += part.Count;
            if (part.EndOfMessage)
                return buffer.AsMemory(0, length);
            if (length == buffer.Length)
            {
                await Close(WebSocketCloseStatus.MessageTooBig, "too long");
                return null;
            }
        }
    }

    private async Task Send(RenderedFrame frame)
    {
        await _sending.WaitAsync(_ended.Token);
        try
        {
            await _socket.SendAsync(frame.ToMessage(), WebSocketMessageType.Binary, endOfMessage: true, _ended.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task Close(WebSocketCloseStatus status, string reason)
    {
        try
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await _socket.CloseOutputAsync(status, reason, _ended.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // the page is gone already
        }
    }
}
