using System.Text.Json.Nodes;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Outputs and input of the cell of one execute request. Lives as long as anything the cell has started.</summary>
internal sealed class CellSink : IOutputSink, IInputSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly MessageBus _bus;
    private readonly JupyterMessage _request;
    private readonly string _displayPrefix;
    private readonly int _executionCount;
    private readonly InputPrompts? _prompts;
    private readonly Lock _lock = new();
    private readonly StreamBuffer _streams;
    private readonly Timer _timer;

    /// <param name="bus">Where the outputs go.</param>
    /// <param name="request">The request: parent of all outputs.</param>
    /// <param name="displayPrefix">Keeps display ids apart from those of earlier lives of the kernel, which notebooks may still show.</param>
    /// <param name="executionCount">Number of the cell.</param>
    /// <param name="prompts">Asks the front end; null when the request does not allow it.</param>
    public CellSink(MessageBus bus, JupyterMessage request, string displayPrefix, int executionCount, InputPrompts? prompts)
    {
        (_bus, _request, _displayPrefix, _executionCount, _prompts) = (bus, request, displayPrefix, executionCount, prompts);
        _streams = new StreamBuffer(Send, () => Uninterrupted.Take(() => _timer!.Change(Patience, Timeout.InfiniteTimeSpan)));
        _timer = new Timer(static sink => ((CellSink)sink!).FlushWaiting(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The value of the cell as text, for the history.</summary>
    public string? ResultText { get; private set; }

    public void Write(StreamKind stream, string text) => Uninterrupted.Run(_lock, () => _streams.Write(stream, text));

    public void Display(MimeBundle bundle, string? displayId) => Publish("display_data", Data(bundle, displayId));

    public void Update(MimeBundle bundle, string displayId) => Publish("update_display_data", Data(bundle, displayId));

    public void Result(MimeBundle bundle)
    {
        ResultText = bundle["text/plain"];
        var content = Data(bundle, null);
        content["execution_count"] = _executionCount;
        Publish("execute_result", content);
    }

    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <summary>Publishes something after all text written before it.</summary>
    public void Publish(string type, JsonObject content) => Uninterrupted.Run(_lock, () =>
    {
        _streams.Flush(isLast: true);
        _bus.Publish(type, _request, content);
    });

    /// <summary>Sends the text that waits.</summary>
    public void Flush() => Uninterrupted.Run(_lock, () => _streams.Flush(isLast: true));

    public string ReadLine(string prompt, bool isPassword, CancellationToken token)
    {
        if (_prompts is null) throw new InvalidOperationException("The front end does not answer questions while it runs this cell; make the value a parameter of the notebook.");
        Flush();
        return _prompts.Ask(_request, prompt, isPassword, token);
    }

    private JsonObject Data(MimeBundle bundle, string? displayId)
    {
        var content = new JsonObject { ["data"] = MimeJson.ToJson(bundle), ["metadata"] = new JsonObject() };
        if (displayId is not null) content["transient"] = new JsonObject { ["display_id"] = _displayPrefix + displayId };
        else content["transient"] = new JsonObject();
        return content;
    }

    private void Send(StreamKind stream, string text) =>
        _bus.Publish("stream", _request, new JsonObject { ["name"] = stream == StreamKind.Stdout ? "stdout" : "stderr", ["text"] = text });

    private void FlushWaiting()
    {
        lock (_lock) _streams.Flush(isLast: false);
    }
}
