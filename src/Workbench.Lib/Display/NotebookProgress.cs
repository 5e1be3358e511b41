using System.Reflection;
using Workbench.Ops;

namespace Workbench.Display;

/// <summary>Progress in a notebook: one line, with a picture where reports carry one, that is replaced at most four times a second.</summary>
/// <remarks>Outside a notebook it writes plain lines now and then.</remarks>
public sealed class NotebookProgress : ShownProgress
{
    private const string ContextType = "Microsoft.DotNet.Interactive.KernelInvocationContext";

    private readonly object? _context;
    private readonly string _title;
    private readonly TextWriter _writer;
    private object? _displayed;

    /// <summary>Begins; nothing is shown before two seconds have passed.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="clock">The clock; null is the system's.</param>
    public NotebookProgress(string title = "", TimeProvider? clock = null)
        : this(title, Current(), null, clock)
    {
    }

    internal NotebookProgress(string title, object? context, TextWriter? writer, TimeProvider? clock)
        : base(TimeSpan.FromSeconds(context is null ? 10 : 0.25), clock)
    {
        (_title, _context) = (title, context);
        _writer = writer ?? Console.Out;
    }

    /// <inheritdoc/>
    protected override void Show(string line, StepReport report, bool final)
    {
        var words = _title.Length > 0 ? $"{_title}: {line}" : line;
        if (_context is null)
        {
            _writer.WriteLine(words);
            return;
        }
        var figure = (report as FigureReport)?.Figure is { } picture ? picture.WithTitle(words) : Figures.Text(words);
        if (_displayed is null)
            _displayed = _context.GetType().GetMethod("Display", [typeof(object), typeof(string[])])!.Invoke(_context, [figure, Array.Empty<string>()]);
        else
            _displayed.GetType().GetMethod("Update", [typeof(object)])?.Invoke(_displayed, [figure]);
    }

    // The one call that keeps its display id in every engine is the running cell's own.
    private static object? Current()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (!assembly.IsDynamic && assembly.GetType(ContextType)?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static) is { } current
                && current.GetValue(null) is { } context && context.GetType().GetMethod("Display", [typeof(object), typeof(string[])]) is not null)
                return context;
        return null;
    }
}
