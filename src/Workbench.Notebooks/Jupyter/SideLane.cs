using System.Text.Json.Nodes;
using System.Threading.Channels;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Answers what front ends ask beside running cells: completion, inspection, history. Works while a cell runs.</summary>
internal sealed class SideLane(ScriptSession session, MessageBus bus, History history)
{
    private readonly Channel<JupyterMessage> _queue = Channel.CreateUnbounded<JupyterMessage>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>True for the types of requests that are answered here.</summary>
    public static bool Serves(string type) =>
        type is "kernel_info_request" or "complete_request" or "inspect_request" or "is_complete_request" or "history_request" or "comm_info_request" or "comm_open" or "comm_msg" or "comm_close";

    public void Add(JupyterMessage request) => _queue.Writer.TryWrite(request);

    /// <summary>Answers requests until <see cref="Stop"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var request in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            bus.Begin(request);
            try
            {
                if (Answer(request) is { } reply) bus.Reply(request, reply);
            }
            catch (Exception e) when (e is RequestException or InvalidOperationException)
            {
                bus.Reply(request, new JsonObject { ["status"] = "error", ["ename"] = e.GetType().FullName, ["evalue"] = e.Message, ["traceback"] = new JsonArray() });
            }
            bus.End(request);
        }
    }

    public void Stop() => _queue.Writer.TryComplete();

    private JsonObject? Answer(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "complete_request":
                return Complete(request.Text("code"), request.Number("cursor_pos"));
            case "inspect_request":
                return Inspect(request.Text("code"), request.Number("cursor_pos"));
            case "is_complete_request":
                return IsComplete(request.Text("code"));
            case "history_request":
                return new JsonObject { ["status"] = "ok", ["history"] = history.Find(request) };
            case "comm_info_request":
                return new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "comm_open": // no target is known here, and whoever opened one must learn it
                bus.Publish("comm_close", request, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            default:
                return null;
        }
    }

    private JsonObject Complete(string code, int? cursor)
    {
        var found = session.Language.Complete(code, CodePoints.ToUtf16(code, cursor ?? int.MaxValue));
        var (start, end) = (CodePoints.FromUtf16(code, found.Start), CodePoints.FromUtf16(code, found.End));
        var typed = found.Matches.Select(match => (JsonNode)new JsonObject { ["text"] = match.Text, ["type"] = match.Kind, ["start"] = start, ["end"] = end });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Matches.Select(match => (JsonNode)match.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. typed]) },
        };
    }

    private JsonObject Inspect(string code, int? cursor)
    {
        var known = session.Language.Inspect(code, CodePoints.ToUtf16(code, cursor ?? int.MaxValue));
        var data = new JsonObject();
        if (known is not null) (data["text/plain"], data["text/markdown"]) = (known.PlainText, known.Markdown);
        return new JsonObject { ["status"] = "ok", ["found"] = known is not null, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    private static JsonObject IsComplete(string code)
    {
        var answer = LanguageService.IsComplete(code);
        var reply = new JsonObject { ["status"] = answer.Status.ToString().ToLowerInvariant() };
        if (answer.Status == CompletenessStatus.Incomplete) reply["indent"] = answer.Indent;
        return reply;
    }
}
