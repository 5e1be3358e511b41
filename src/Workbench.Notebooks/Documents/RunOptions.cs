using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Documents;

/// <summary>How a notebook is run.</summary>
public sealed record RunOptions
{
    /// <summary>File that is rewritten after every cell; null to keep the result in memory only.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Current folder while the notebook runs, where its relative paths start; unchanged when null. It holds for the whole process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Values for the cell tagged <c>parameters</c>: text from a command line, or typed values. Checked before anything runs.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>Longest time one cell may take; null for no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Go on after a cell that failed. The run counts as failed all the same.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Receives one report when a cell begins and one when it ends.</summary>
    public IProgress<CellProgress>? Progress { get; init; }

    /// <summary>How the session is set up. Its working folder follows <see cref="WorkingDirectory"/>.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>How much one cell may put into the document.</summary>
    public OutputLimits Limits { get; init; } = new();
}

/// <summary>Where a run stands.</summary>
/// <param name="CellIndex">Zero-based index among all cells of the output document.</param>
/// <param name="CodeCell">One-based number among the code cells.</param>
/// <param name="CodeCells">Number of code cells.</param>
/// <param name="Status">Null when the cell begins, else how it ended.</param>
/// <param name="Duration">Wall time of the cell, zero when it begins.</param>
public sealed record CellProgress(int CellIndex, int CodeCell, int CodeCells, CellStatus? Status, TimeSpan Duration);

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>Every cell ran.</summary>
    Succeeded,

    /// <summary>A parameter or a cell failed.</summary>
    Failed,

    /// <summary>A cell took longer than allowed.</summary>
    TimedOut,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

/// <summary>The result of a run.</summary>
public sealed record RunOutcome
{
    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The executed notebook, as far as it got.</summary>
    public required NotebookDocument Document { get; init; }

    /// <summary>Zero-based index in <see cref="Document"/> of the first cell that failed; null when none did.</summary>
    public int? FailedCell { get; init; }

    /// <summary>What went wrong, with cell and line; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Wall time of each cell that ran, by index.</summary>
    public IReadOnlyDictionary<int, TimeSpan> Durations { get; init; } = new Dictionary<int, TimeSpan>();

    /// <summary>Things the reader should know, for example cells in another language that were left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True when every cell ran.</summary>
    public bool Succeeded => Status == RunStatus.Succeeded;
}
