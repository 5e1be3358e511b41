namespace Workbench.Notebooks.Engine;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Ok,

    /// <summary>It did not compile, or a directive could not be followed; the code in question has not run.</summary>
    Rejected,

    /// <summary>It threw an exception.</summary>
    Failed,

    /// <summary>It was interrupted; what it declared is not kept.</summary>
    Interrupted,
}

/// <summary>Why a cell did not end well, in the form that Jupyter shows errors.</summary>
/// <param name="Name">Full name of the exception type, or <c>CompilationError</c>.</param>
/// <param name="Message">The message.</param>
/// <param name="Traceback">Lines for the reader: message, frames, source lines.</param>
/// <param name="Line">One-based line in the cell, or null when it is not known.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line);

/// <summary>The outcome of one cell.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">The error unless the cell ended well.</param>
/// <param name="Duration">Wall time, compilation included.</param>
public sealed record CellResult(CellStatus Status, CellError? Error, TimeSpan Duration);
