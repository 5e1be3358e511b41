using System.Globalization;
using Microsoft.DotNet.Interactive;
using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Formatting;

/// <summary>Where <c>display</c> writes: the outputs of the cell it runs in, or the console outside of any cell.</summary>
internal sealed class DisplayTarget(CellContext? cell)
{
    private static long _lastId;

    public static DisplayTarget Current => new(CellContext.Current);

    public DisplayedValue Show(object? value, string[] mimeTypes)
    {
        var id = "d" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        Send(ValueFormatter.ToBundle(value, mimeTypes), id);
        return new DisplayedValue(this, id, mimeTypes);
    }

    public DisplayedValue ShowText(string text, string mimeType)
    {
        var id = "d" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var bundle = new MimeBundle(mimeType, text);
        if (mimeType == "text/html") bundle.Set("text/plain", HtmlContent.PlainText(text));
        else if (mimeType is "text/markdown" or "text/latex" or "text/csv" or "application/json") bundle.Set("text/plain", text);
        else if (mimeType != "text/plain") bundle.Set("text/plain", $"[{mimeType}]");
        Send(bundle, id);
        return new DisplayedValue(this, id, [mimeType]);
    }

    // an update belongs to the cell that makes it: front ends that run one cell after another look at no other
    public void Update(object? value, string displayId, string[] mimeTypes)
    {
        var bundle = ValueFormatter.ToBundle(value, mimeTypes);
        if ((CellContext.Current ?? cell) is not { } updating)
        {
            Console.WriteLine(bundle["text/plain"]);
            return;
        }
        updating.Resources.Attach(bundle, displayId);
        updating.Sink.Update(bundle, displayId);
    }

    private void Send(MimeBundle bundle, string displayId)
    {
        if (cell is null)
        {
            Console.WriteLine(bundle["text/plain"]);
            return;
        }
        cell.Resources.Attach(bundle, displayId);
        cell.Sink.Display(bundle, displayId);
    }
}
