using Workbench.Ops;

namespace Workbench.Display;

/// <summary>Progress as plain text: one line that is rewritten on a terminal, a line now and then elsewhere.</summary>
/// <param name="writer">Where to; null is standard error.</param>
/// <param name="terminal">True rewrites the line; null finds out.</param>
/// <param name="clock">The clock; null is the system's.</param>
public sealed class TextProgress(TextWriter? writer = null, bool? terminal = null, TimeProvider? clock = null)
    : ShownProgress(TimeSpan.FromSeconds(terminal ?? (writer is null && !Console.IsErrorRedirected) ? 0.25 : 10), clock)
{
    private readonly TextWriter _writer = writer ?? Console.Error;
    private readonly bool _terminal = terminal ?? (writer is null && !Console.IsErrorRedirected);
    private int _length;

    /// <inheritdoc/>
    protected override void Show(string line, StepReport report, bool final)
    {
        if (!_terminal)
        {
            _writer.WriteLine(line);
            return;
        }
        _writer.Write('\r' + line.PadRight(_length));
        _length = line.Length;
        if (final)
            _writer.WriteLine();
        _writer.Flush();
    }
}
