namespace Workbench.Notebooks.Engine;

/// <summary>What can stand at a place of a cell.</summary>
/// <param name="Matches">The choices, best first; all begin with what is typed already.</param>
/// <param name="Start">First character that a choice replaces, in UTF-16 units of the cell.</param>
/// <param name="End">One past the last character that a choice replaces.</param>
public sealed record CompletionList(IReadOnlyList<CompletionMatch> Matches, int Start, int End)
{
    /// <summary>No choice at a place.</summary>
    public static CompletionList Empty(int position) => new([], position, position);
}

/// <summary>One choice of a completion.</summary>
/// <param name="Text">The text to insert.</param>
/// <param name="Kind">What it is: <c>class</c>, <c>function</c>, <c>property</c>, <c>keyword</c>, <c>namespace</c>, <c>instance</c>, <c>magic</c>, <c>path</c>, <c>package</c> …</param>
public sealed record CompletionMatch(string Text, string Kind);

/// <summary>What is known about the name at a place of a cell.</summary>
/// <param name="PlainText">Declaration and documentation as text.</param>
/// <param name="Markdown">The same with the declaration as a code block.</param>
/// <param name="Start">First character of the name, in UTF-16 units.</param>
/// <param name="End">One past its last character.</param>
public sealed record Inspection(string PlainText, string Markdown, int Start, int End);

/// <summary>Whether the text of a cell is a whole one.</summary>
public enum CompletenessStatus
{
    /// <summary>It can be run.</summary>
    Complete,

    /// <summary>Something is open: a bracket, a string, a statement.</summary>
    Incomplete,

    /// <summary>More text cannot make it right.</summary>
    Invalid,
}

/// <summary>Whether the text of a cell is a whole one.</summary>
/// <param name="Status">The answer.</param>
/// <param name="Indent">White space that suits the next line when something is open, else empty.</param>
public sealed record Completeness(CompletenessStatus Status, string Indent);
