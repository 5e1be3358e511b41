namespace Workbench.Notebooks.Engine;

/// <summary>What an editor asks about a cell that is being typed. Answers see everything the session has run.</summary>
/// <remarks>Calls may come from any thread, also while a cell runs. Positions count UTF-16 units.</remarks>
public interface ILanguageService
{
    /// <summary>Completions at a position, filtered by what is typed before it.</summary>
    CompletionAnswer Complete(string code, int cursor, CancellationToken token = default);

    /// <summary>Signature and documentation of what stands at a position, or null when nothing is known about it.</summary>
    InspectionAnswer? Inspect(string code, int cursor, CancellationToken token = default);

    /// <summary>Whether the code can run as it is. Looks at syntax only.</summary>
    CompletenessAnswer IsComplete(string code);
}

/// <summary>Completions and the span they replace.</summary>
/// <param name="Items">The candidates, best first.</param>
/// <param name="Start">First UTF-16 unit to replace.</param>
/// <param name="End">One past the last unit to replace.</param>
public sealed record CompletionAnswer(IReadOnlyList<CompletionCandidate> Items, int Start, int End);

/// <summary>One completion.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is: <c>method</c>, <c>property</c>, <c>class</c>, <c>keyword</c> …; empty when unknown.</param>
public sealed record CompletionCandidate(string Text, string Kind);

/// <summary>What is known about a name.</summary>
/// <param name="Plain">As plain text.</param>
/// <param name="Markdown">As Markdown.</param>
public sealed record InspectionAnswer(string Plain, string Markdown);

/// <summary>Whether code can run as it is.</summary>
/// <param name="Status">The verdict.</param>
/// <param name="Indent">White space the next line should begin with, when more is expected.</param>
public sealed record CompletenessAnswer(Completeness Status, string Indent);

/// <summary>A verdict on code that is being typed.</summary>
public enum Completeness
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>More has to follow: a bracket is open, an expression has not ended.</summary>
    Incomplete,

    /// <summary>Nothing that follows can make it valid.</summary>
    Invalid,
}
