using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Tests.Browser;

/// <summary>The DevTools protocol over one socket: commands with answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    /// <summary>Told of every event: session, method, parameters.</summary>
    public event Action<string?, string, JsonObject>? Happened;

    public static async Task<DevTools> Connect(Uri address)
    {
        var tools = new DevTools();
        await tools._socket.ConnectAsync(address, CancellationToken.None);
        tools._reading = tools.Read();
        return tools;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonObject> Send(string method, object? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _open[id] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters ?? new object()) };
        if (session is not null)
            message["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Handle((JsonObject)JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or JsonException)
        {
            foreach (var waiting in _open.Values)
                waiting.TrySetException(new InvalidOperationException("The browser is gone.", error));
        }
    }

    private void Handle(JsonObject message)
    {
        if (message["id"]?.GetValue<int>() is { } id && _open.TryRemove(id, out var answer))
        {
            if (message["error"] is { } problem)
                answer.TrySetException(new InvalidOperationException(problem.ToJsonString()));
            else
                answer.TrySetResult((JsonObject)message["result"]!);
        }
        else if (message["method"]?.GetValue<string>() is { } method)
            Happened?.Invoke(message["sessionId"]?.GetValue<string>(), method, message["params"] as JsonObject ?? []);
    }
}
