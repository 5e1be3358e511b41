namespace Workbench.Notebooks.Engine;

/// <summary>Where the code of a cell looks whether it was interrupted: calls are woven into its loops and functions.</summary>
/// <remarks>Stopping here leaves everything in order. The runtime can abort a thread anywhere else, but may lose locks or the process doing so.</remarks>
public static class Checkpoint
{
    private static int _interruptions; // cells that were interrupted and have not ended

    /// <summary>Throws when the cell that the calling code belongs to was interrupted. Costs one read of a field otherwise.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public static void Pass()
    {
        if (Volatile.Read(ref _interruptions) != 0) CellContext.Current?.ThrowIfInterrupted();
    }

    /// <summary>Makes checkpoints look closer while an interrupted cell is running.</summary>
    internal sealed class Watch : IDisposable
    {
        private readonly CancellationTokenRegistration _registration;
        private int _raised;

        public Watch(CellContext cell, CancellationToken token) => _registration = token.Register(() =>
        {
            cell.Interrupt();
            Volatile.Write(ref _raised, 1);
            Interlocked.Increment(ref _interruptions);
        });

        public void Dispose()
        {
            _registration.Dispose(); // waits for the callback when it is running
            if (_raised != 0) Interlocked.Decrement(ref _interruptions);
        }
    }
}
