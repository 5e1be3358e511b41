namespace Workbench.Notebooks.Engine;

/// <summary>Returns the memory of tensors that a cell made and nothing holds any more.</summary>
/// <remarks>
/// A tensor's managed part is tiny, so the collector sees no reason to run while native memory grows. Whenever a cell leaves other live
/// tensors than it found, or may have let go of some, one collection with finalisers frees those that no variable, display, closure, field
/// or background task reaches. What is reachable survives by construction, which a walk over script variables could not promise. Cost: one
/// full collection, tens of milliseconds, only while there are tensors that were not there, or not let go of, before.
/// </remarks>
public sealed class TensorCellScope : ICellScope
{
    private long _settled; // live tensors after the last collection

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public void End()
    {
        if (TensorType.Find() is not { } tensors || tensors.LiveCount == _settled) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _settled = tensors.LiveCount;
    }
}
