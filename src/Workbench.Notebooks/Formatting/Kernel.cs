using Microsoft.AspNetCore.Html;
using Workbench.Notebooks.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions every cell sees without a <c>using</c>.</summary>
public static class Kernel
{
#pragma warning disable IDE1006 // the names are those notebooks use
    /// <summary>Shows a value below the cell, in the preferred MIME types of its type or in those given.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayTarget.Current.Show(value, mimeTypes);
#pragma warning restore IDE1006

    /// <summary>Text that is HTML, to be shown as such. The caller answers for escaping what comes from data.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page that shows the output.</summary>
    public static DisplayedValue Javascript(string content) => DisplayTarget.Current.ShowText($"<script type=\"text/javascript\">{content}</script>", "text/html");

    /// <summary>Adds a style sheet to the page that shows the output.</summary>
    public static DisplayedValue CSS(string content) => DisplayTarget.Current.ShowText($"<style>{content}</style>", "text/html");
}
