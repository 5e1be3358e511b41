using System.Text;
using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Sends answers and publishes outputs and status. Safe for several threads.</summary>
internal sealed class MessageBus(KernelSockets sockets, string session)
{
    private readonly Lock _status = new();
    private JupyterMessage? _executing;

    /// <summary>Answers a request on the channel it came from.</summary>
    public void Reply(JupyterMessage request, JsonObject content)
    {
        var type = request.Type.EndsWith("_request", StringComparison.Ordinal) ? request.Type[..^"_request".Length] + "_reply" : request.Type;
        sockets.Send(new OutgoingMessage(request.Channel, request.Identities, type, request, content));
    }

    /// <summary>Tells all front ends something.</summary>
    /// <param name="type">Type of the message.</param>
    /// <param name="parent">The request it belongs to, or null.</param>
    /// <param name="content">Its content.</param>
    public void Publish(string type, JupyterMessage? parent, JsonObject content) =>
        sockets.Send(new OutgoingMessage(JupyterChannel.Iopub, [Encoding.UTF8.GetBytes("kernel." + session + "." + type)], type, parent, content));

    /// <summary>Asks the client that sent a request; the answer comes on the same channel.</summary>
    public void Ask(JupyterMessage request, JsonObject content) =>
        sockets.Send(new OutgoingMessage(JupyterChannel.Stdin, request.Identities, "input_request", request, content));

    /// <summary>Greets a new subscriber.</summary>
    public void Welcome(byte[] topic) =>
        sockets.Send(new OutgoingMessage(JupyterChannel.Iopub, [topic], "iopub_welcome", null, new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) }));

    public void Starting() => Publish("status", null, State("starting"));

    /// <summary>Opens the bracket that every request gets on the output channel.</summary>
    public void Begin(JupyterMessage request, bool isExecution = false)
    {
        lock (_status)
        {
            if (isExecution) _executing = request;
            Publish("status", request, State("busy"));
        }
    }

    /// <summary>Closes the bracket. Front ends show the last state they saw, so a cell that goes on running is reported busy again.</summary>
    public void End(JupyterMessage request)
    {
        lock (_status)
        {
            if (ReferenceEquals(_executing, request)) _executing = null;
            Publish("status", request, State("idle"));
            if (_executing is { } cell) Publish("status", cell, State("busy"));
        }
    }

    private static JsonObject State(string state) => new() { ["execution_state"] = state };
}
