using System.Diagnostics;
using Workbench.Notebooks.Formatting;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Engine;

/// <summary>What code running on behalf of a cell belongs to; flows with tasks and threads that the cell starts.</summary>
internal sealed class CellContext(IOutputSink sink, IInputSource? input, FormatterTable formatters, SharedResources resources, CancellationToken token)
{
    private static readonly AsyncLocal<CellContext?> Running = new();

    private int _tokenWasRead;
    private long _interruptedAt; // timestamp, 0 before

    /// <summary>The cell that the calling code belongs to, or null.</summary>
    public static CellContext? Current
    {
        get => Running.Value;
        set => Running.Value = value;
    }

    public IOutputSink Sink => sink;

    public FormatterTable Formatters => formatters;

    public SharedResources Resources => resources;

    /// <summary>True when the cell holds its cancellation token and so may end by itself.</summary>
    public bool IsCooperative => Volatile.Read(ref _tokenWasRead) != 0;

    /// <summary>How long a cell that holds its token may take to end by itself.</summary>
    public TimeSpan CooperativeGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Takes stock of the memory that the session's variables hold.</summary>
    public required Func<MemoryReport> Survey { get; init; }

    /// <summary>What is left of the last line that was read.</summary>
    public string UnreadInput { get; set; } = string.Empty;

    /// <summary>Asks the front end for a line.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public string Ask(string prompt, bool isPassword) => input is null
        ? throw new InvalidOperationException("Cells cannot read from the console here; make the value a parameter of the notebook.")
        : input.ReadLine(prompt, isPassword, token);

    public CancellationToken ReadToken()
    {
        Volatile.Write(ref _tokenWasRead, 1);
        return token;
    }

    /// <summary>Notes that the cell is to end.</summary>
    public void Interrupt() => Volatile.Write(ref _interruptedAt, Stopwatch.GetTimestamp());

    /// <exception cref="OperationCanceledException">The cell was interrupted and does not end by itself.</exception>
    public void ThrowIfInterrupted()
    {
        var since = Volatile.Read(ref _interruptedAt);
        if (since == 0 || (IsCooperative && Stopwatch.GetElapsedTime(since) < CooperativeGrace)) return;
        throw new OperationCanceledException("The cell was interrupted.", token);
    }
}
