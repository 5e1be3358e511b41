using Microsoft.AspNetCore.Html;
using Workbench.Notebooks.Engine;
using Workbench.Notebooks.Formatting;
using Workbench.Notebooks.Outputs;

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

    /// <summary>Removes the outputs of the running cell.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    public static void ClearOutput(bool wait = false) => CellContext.Current?.Sink.Clear(wait);

    /// <summary>Asks the person at the front end for a line of text.</summary>
    /// <param name="prompt">Shown beside the field.</param>
    /// <exception cref="InvalidOperationException">Nobody can be asked here.</exception>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(Ask(prompt, isPassword: false));

    /// <summary>Asks for a line of text that is not shown while it is typed.</summary>
    /// <param name="prompt">Shown beside the field.</param>
    /// <exception cref="InvalidOperationException">Nobody can be asked here.</exception>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") => Task.FromResult(new PasswordString(Ask(prompt, isPassword: true)));

    private static string Ask(string prompt, bool isPassword) => CellContext.Current?.Sink is IInputSource source
        ? source.Ask(prompt, isPassword) ?? throw new EndOfStreamException("The front end ended the input without an answer.")
        : throw new InvalidOperationException("Nobody can be asked for input here; make the value a parameter of the notebook.");
}
