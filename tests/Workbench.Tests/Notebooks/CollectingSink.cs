using System.Text;
using Workbench.Notebooks.Outputs;

namespace Workbench.Tests.Notebooks;

/// <summary>Keeps what a cell writes and shows.</summary>
internal sealed class CollectingSink : IOutputSink
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public string Out
    {
        get
        {
            lock (_lock) return _out.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_lock) return _error.ToString();
        }
    }

    /// <summary>Called with each piece of console text.</summary>
    public Action<string>? Written { get; init; }

    public List<(MimeBundle Bundle, string? Id)> Displays { get; } = [];

    public List<(MimeBundle Bundle, string Id)> Updates { get; } = [];

    public List<MimeBundle> Results { get; } = [];

    public string? ResultText => Results.Count == 0 ? null : Results[^1]["text/plain"];

    public void Write(StreamKind stream, string text)
    {
        lock (_lock) (stream == StreamKind.Stdout ? _out : _error).Append(text);
        Written?.Invoke(text);
    }

    public void Display(MimeBundle bundle, string? displayId) => Displays.Add((bundle, displayId));

    public void Update(MimeBundle bundle, string displayId) => Updates.Add((bundle, displayId));

    public void Result(MimeBundle bundle) => Results.Add(bundle);

    public List<bool> Clears { get; } = [];

    public void Clear(bool wait) => Clears.Add(wait);
}
