using System.Text.Json.Nodes;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Drops all outputs.</summary>
internal sealed class SilentSink : IOutputSink
{
    public void Write(StreamKind stream, string text)
    {
    }

    public void Display(MimeBundle bundle, string? displayId)
    {
    }

    public void Update(MimeBundle bundle, string displayId)
    {
    }

    public void Result(MimeBundle bundle)
    {
    }

    public void Clear(bool wait)
    {
    }
}

/// <summary>Keeps the value of an expression and drops all other outputs.</summary>
internal sealed class ValueSink : IOutputSink
{
    public JsonObject? Data { get; private set; }

    public void Write(StreamKind stream, string text)
    {
    }

    public void Display(MimeBundle bundle, string? displayId)
    {
    }

    public void Update(MimeBundle bundle, string displayId)
    {
    }

    public void Result(MimeBundle bundle) => Data = MimeJson.ToJson(bundle);

    public void Clear(bool wait)
    {
    }
}
