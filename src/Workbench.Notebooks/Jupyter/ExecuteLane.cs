using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Runs the cells of a kernel one after another.</summary>
internal sealed class ExecuteLane(ScriptSession session, MessageBus bus, InputPrompts prompts, History history)
{
    private readonly Channel<(JupyterMessage Request, long Order)> _queue = Channel.CreateUnbounded<(JupyterMessage, long)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string _displayPrefix = Guid.NewGuid().ToString("N")[..8] + "-";
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private long _received;
    private long _abortedUpTo;
    private int _count;
    private int _unnumbered;

    /// <summary>Number of the last cell that was counted.</summary>
    public int Count => _count;

    /// <summary>Queues a request. Called on one thread.</summary>
    public void Add(JupyterMessage request) => _queue.Writer.TryWrite((request, Interlocked.Increment(ref _received)));

    /// <summary>Interrupts the cell that runs; without effect when none does. Returns at once.</summary>
    public void Interrupt()
    {
        lock (_lock) _running?.CancelAsync(); // callbacks of the cell's own code may block
    }

    /// <summary>Answers requests until <see cref="Stop"/>.</summary>
    /// <param name="ready">Ends when the session is warm.</param>
    public async Task RunAsync(Task ready)
    {
        await foreach (var (request, order) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            bus.Begin(request, isExecution: true);
            try
            {
                await ready.ConfigureAwait(false);
                if (order <= Volatile.Read(ref _abortedUpTo)) bus.Reply(request, ErrorReply(new CellError("Aborted", "An earlier cell failed.", [], null)));
                else await ExecuteAsync(request).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RequestException or InvalidOperationException or ObjectDisposedException)
            {
                bus.Reply(request, ErrorReply(new CellError(e.GetType().FullName!, e.Message, [e.Message], null)));
            }
            bus.End(request);
        }
    }

    /// <summary>Takes no more requests and interrupts the cell that runs.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        Volatile.Write(ref _abortedUpTo, long.MaxValue);
        Interrupt();
    }

    private async Task ExecuteAsync(JupyterMessage request)
    {
        var code = request.Text("code");
        var isSilent = request.Flag("silent", missing: false);
        var isCounted = !isSilent && request.Flag("store_history", missing: true);
        if (isCounted) history.Add(++_count, code);
        if (!isSilent) bus.Publish("execute_input", request, new JsonObject { ["code"] = code, ["execution_count"] = _count });
        var payload = new JsonArray();
        if (Pager.NameIn(code) is { } name)
        {
            payload.Add(Pager.Page(name, session.Language));
            Reply(request, payload, []);
            return;
        }
        using var interruption = new CancellationTokenSource();
        lock (_lock) _running = interruption;
        try
        {
            var sink = new CellSink(bus, request, _displayPrefix, _count, request.Flag("allow_stdin", missing: true) ? prompts : null);
            var cellName = isCounted ? "cell " + _count.ToString(CultureInfo.InvariantCulture) : "unnumbered cell " + (++_unnumbered).ToString(CultureInfo.InvariantCulture);
            var result = await session.RunAsync(code, cellName, isSilent ? new SilentSink() : sink, sink, interruption.Token).ConfigureAwait(false);
            sink.Flush();
            if (isCounted) history.SetOutput(_count, sink.ResultText);
            if (result.Error is { } error)
            {
                Fail(request, sink, isSilent, result.Status == CellStatus.Interrupted ? error with { Name = "KeyboardInterrupt" } : error);
                return;
            }
            var expressions = await EvaluateAsync(request, interruption.Token).ConfigureAwait(false);
            Reply(request, payload, expressions);
        }
        finally
        {
            lock (_lock) _running = null;
        }
    }

    private void Fail(JupyterMessage request, CellSink sink, bool isSilent, CellError error)
    {
        if (request.Flag("stop_on_error", missing: true)) Volatile.Write(ref _abortedUpTo, Math.Max(_abortedUpTo, Interlocked.Read(ref _received)));
        if (!isSilent) sink.Publish("error", Error(error));
        bus.Reply(request, ErrorReply(error));
    }

    private void Reply(JupyterMessage request, JsonArray payload, JsonObject expressions) => bus.Reply(request, new JsonObject
    {
        ["status"] = "ok",
        ["execution_count"] = _count,
        ["payload"] = payload,
        ["user_expressions"] = expressions,
    });

    // expressions that the front end wants to know after the cell, each with its own outcome
    private async Task<JsonObject> EvaluateAsync(JupyterMessage request, CancellationToken token)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out var wanted) || wanted.ValueKind != JsonValueKind.Object) return values;
        foreach (var expression in wanted.EnumerateObject())
        {
            var sink = new ValueSink();
            var result = await session.RunAsync(expression.Value.ToString(), "expression " + expression.Name, sink, token).ConfigureAwait(false);
            values[expression.Name] = result.Error is { } error
                ? ErrorReply(error)
                : new JsonObject { ["status"] = "ok", ["data"] = sink.Data ?? [], ["metadata"] = new JsonObject() };
        }
        return values;
    }

    private JsonObject ErrorReply(CellError error)
    {
        var reply = Error(error);
        reply["status"] = "error";
        reply["execution_count"] = _count;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = new JsonObject();
        return reply;
    }

    private static JsonObject Error(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    };
}
