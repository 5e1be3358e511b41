using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Documents;

/// <summary>Collects the outputs of one cell in the form a document stores them. Safe to call from any thread, also after the cell has ended.</summary>
internal sealed class CellOutputs(DisplayRegistry registry, OutputLimits limits, int executionCount) : IOutputSink
{
    private readonly Lock _lock = new();
    private readonly List<object> _items = []; // NotebookOutput, or OpenStream while text is still coming
    private long _streamLeft = limits.StreamCharacters;
    private long _displayLeft = limits.DisplayCharacters;
    private long _dropped;
    private bool _clearsNext;

    public void Write(StreamKind stream, string text)
    {
        if (text.Length == 0) return;
        lock (_lock)
        {
            var fits = (int)Math.Min(text.Length, _streamLeft);
            _streamLeft -= fits;
            _dropped += text.Length - fits;
            if (fits == 0) return;
            ClearIfWaiting();
            if (_items.LastOrDefault() is not OpenStream open || open.Kind != stream) _items.Add(open = new OpenStream(stream));
            open.Text.Append(text, 0, fits);
        }
    }

    public void Display(MimeBundle bundle, string? displayId)
    {
        var output = new DisplayOutput();
        Fill(output, bundle);
        if (displayId is not null) registry.Add(displayId, output);
        Add(output);
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        foreach (var output in registry.Find(displayId)) Fill(output, bundle);
    }

    public void Result(MimeBundle bundle)
    {
        var output = new DisplayOutput { IsResult = true, ExecutionCount = executionCount };
        Fill(output, bundle);
        Add(output);
    }

    public void Clear(bool wait)
    {
        lock (_lock)
        {
            _clearsNext = true;
            if (!wait) ClearIfWaiting();
        }
    }

    public void Error(ErrorOutput error) => Add(error);

    /// <summary>The outputs up to now. Displayed values are shared with this collector, so that late updates reach the document.</summary>
    public IReadOnlyList<NotebookOutput> Snapshot()
    {
        lock (_lock)
        {
            var outputs = _items.Select(item => item is OpenStream open ? open.ToOutput() : (NotebookOutput)item).ToList();
            if (_dropped > 0)
            {
                outputs.Add(new StreamOutput
                {
                    Name = "stderr",
                    Text = string.Create(CultureInfo.InvariantCulture, $"[output capped: {limits.StreamCharacters} characters shown, {_dropped} more dropped]\n"),
                });
            }
            return outputs;
        }
    }

    private void Add(NotebookOutput output)
    {
        lock (_lock)
        {
            ClearIfWaiting();
            _items.Add(output);
        }
    }

    private void ClearIfWaiting()
    {
        if (!_clearsNext) return;
        _clearsNext = false;
        _items.Clear();
    }

    private void Fill(DisplayOutput output, MimeBundle bundle)
    {
        var data = new JsonObject();
        lock (_lock)
        {
            if (bundle.Length > _displayLeft)
            {
                data["text/plain"] = string.Create(CultureInfo.InvariantCulture, $"[a value of {bundle.Length} characters is not shown: the outputs of this cell exceed {limits.DisplayCharacters} characters]");
            }
            else
            {
                _displayLeft -= bundle.Length;
                foreach (var (mimeType, content) in bundle.Items) data[mimeType] = MimeJson.Content(mimeType, content);
            }
        }
        output.Data = data;
    }

    private sealed class OpenStream(StreamKind kind)
    {
        public StreamKind Kind => kind;

        public StringBuilder Text { get; } = new();

        public StreamOutput ToOutput() => new() { Name = kind == StreamKind.Stdout ? "stdout" : "stderr", Text = Text.ToString() };
    }
}
