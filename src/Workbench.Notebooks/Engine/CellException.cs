namespace Workbench.Notebooks.Engine;

/// <summary>A directive of a cell that cannot be followed.</summary>
internal sealed class CellException(int line, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One-based line in the cell.</summary>
    public int Line { get; } = line;
}
