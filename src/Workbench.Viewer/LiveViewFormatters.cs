using System.Globalization;
using System.Net;
using Workbench.Display;

namespace Workbench.Viewer;

/// <summary>Makes the formatters of views that a notebook finds by convention.</summary>
internal sealed class LiveViewFormatters
{
    private readonly object[] _formatters =
        [new LiveViewFormatter("text/html", Html), new LiveViewFormatter("image/png", view => Convert.ToBase64String(Png(view))), new LiveViewFormatter("text/plain", view => view.ToString())];

    /// <summary>The formatters, one a kind of output.</summary>
    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    // The frame lives while the process does; the still remains in a saved notebook.
    private static string Html(LiveView view)
    {
        var (title, address) = (WebUtility.HtmlEncode(view.Title), WebUtility.HtmlEncode(view.Address.AbsoluteUri));
        var height = view.Settings.Height.ToString(CultureInfo.InvariantCulture);
        return $"""
            <div class="wb-viewer" style="font-family:system-ui,sans-serif;font-size:12px;max-width:1100px">
            <iframe src="{address}" title="{title}, live" allow="clipboard-write; fullscreen" sandbox="allow-scripts allow-same-origin allow-downloads allow-popups" referrerpolicy="no-referrer" style="width:100%;height:{height}px;border:0;border-radius:10px;display:block"></iframe>
            <details style="margin:4px 2px;opacity:.8"><summary>{title}: live while this kernel runs. Still picture, and the page in a window of its own</summary>
            <p style="margin:6px 0"><a href="{address}" target="_blank" rel="noreferrer noopener">Open the viewer in a new tab</a> (on this machine only)</p>
            <img src="data:image/png;base64,{Convert.ToBase64String(Png(view))}" alt="{title}, first view" style="max-width:100%;border-radius:6px"></details></div>
            """;
    }

    private static byte[] Png(LiveView view) => ImageCodec.Current.Encode(view.Still, ImageFormat.Png);
}

/// <summary>Writes a view as one kind of output; the shape of this class is what notebooks expect.</summary>
internal sealed class LiveViewFormatter(string mimeType, Func<LiveView, string> write)
{
    /// <summary>The kind of output.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a view; false hands the value to the next formatter.</summary>
    public bool Format(object value, TextWriter writer)
    {
        if (value is not LiveView view || (!view.IsOpen && MimeType != "text/plain"))
            return false;
        writer.Write(write(view));
        return true;
    }
}
