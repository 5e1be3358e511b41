using Microsoft.AspNetCore.Html;
using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions every cell sees without a <c>using</c>.</summary>
public static class Kernel
{
#pragma warning disable IDE1006 // the names are those notebooks use
    /// <summary>Shows a value below the cell, in the preferred MIME types of its type or in those given.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayTarget.Current.Show(value, mimeTypes);

    /// <summary>Asks the reader for a line of text.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask: the notebook runs without a front end.</exception>
    public static string input(string prompt = "") => InputTarget.Ask(prompt, isPassword: false);

    /// <summary>Asks the reader for a line that is not shown.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static PasswordString password(string prompt = "") => new(InputTarget.Ask(prompt, isPassword: true));
#pragma warning restore IDE1006

    /// <summary>Asks the reader for a line of text.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(input(prompt));

    /// <summary>Asks the reader for a line that is not shown.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") => Task.FromResult(password(prompt));

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    public static void ClearOutput(bool wait = false) => CellContext.Current?.Sink.Clear(wait);

    /// <summary>Text that is HTML, to be shown as such. The caller answers for escaping what comes from data.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page that shows the output.</summary>
    public static DisplayedValue Javascript(string content) => DisplayTarget.Current.ShowText($"<script type=\"text/javascript\">{content}</script>", "text/html");

    /// <summary>Adds a style sheet to the page that shows the output.</summary>
    public static DisplayedValue CSS(string content) => DisplayTarget.Current.ShowText($"<style>{content}</style>", "text/html");

    /// <summary>The memory of the notebook.</summary>
    public static class Memory
    {
        /// <summary>Live tensors, their bytes on each device, and the variables of finished cells that hold them.</summary>
        public static MemoryReport Report() => CellContext.Current?.Survey() ?? MemorySurvey.Take([]);
    }
}
