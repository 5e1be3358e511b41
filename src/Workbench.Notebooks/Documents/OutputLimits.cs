namespace Workbench.Notebooks.Documents;

/// <summary>How much one cell may put into a document.</summary>
public sealed record OutputLimits
{
    /// <summary>Characters of console text; what comes after is dropped with a note.</summary>
    public long StreamCharacters { get; init; } = 10L << 20;

    /// <summary>Characters of displayed values; a value that does not fit is replaced by a note.</summary>
    public long DisplayCharacters { get; init; } = 128L << 20;
}
