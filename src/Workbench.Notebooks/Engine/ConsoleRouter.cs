using System.Text;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Engine;

/// <summary>Sends console text to the outputs of the cell that wrote it; text from elsewhere goes to the real console.</summary>
/// <remarks>Installed while at least one session lives. The owner of a piece of text is found by the asynchronous flow, not by time.</remarks>
internal sealed class ConsoleRouter : TextWriter
{
    private static readonly Lock Gate = new();
    private static int _sessions;
    private static TextWriter? _realOut;
    private static TextWriter? _realError;
    private static TextReader? _realIn;

    private readonly TextWriter _real;
    private readonly StreamKind _stream;

    private ConsoleRouter(TextWriter real, StreamKind stream)
    {
        _real = real;
        _stream = stream;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public static void Install()
    {
        lock (Gate)
        {
            if (_sessions++ > 0) return;
            (_realOut, _realError, _realIn) = (Console.Out, Console.Error, Console.In);
            Console.SetOut(new ConsoleRouter(_realOut, StreamKind.Stdout));
            Console.SetError(new ConsoleRouter(_realError, StreamKind.Stderr));
            Console.SetIn(new CellInput(_realIn));
        }
    }

    public static void Remove()
    {
        lock (Gate)
        {
            if (--_sessions > 0) return;
            Console.SetOut(_realOut!);
            Console.SetError(_realError!);
            Console.SetIn(_realIn!);
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        if (CellContext.Current is { } cell) cell.Sink.Write(_stream, value);
        else _real.Write(value);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine() => Write("\n");

    public override void Flush()
    {
        if (CellContext.Current is null) _real.Flush();
    }
}
