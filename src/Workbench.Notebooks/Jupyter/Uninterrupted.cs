namespace Workbench.Notebooks.Jupyter;

/// <summary>Short steps that a cell's thread takes as a whole, whenever its interruption comes: what comes meanwhile takes effect afterwards.</summary>
/// <remarks>An abort spares <c>finally</c> blocks. A wake-up reaches only a thread that waits, and a step that was woken is taken again.</remarks>
internal static class Uninterrupted
{
    /// <summary>Does some work under a lock.</summary>
    /// <param name="gate">The lock.</param>
    /// <param name="work">Must not wait for anything.</param>
    public static void Run(Lock gate, Action work)
    {
        try
        {
        }
        finally
        {
            Take(gate.Enter);
            try
            {
                work();
            }
            finally
            {
                gate.Exit();
            }
        }
    }

    /// <summary>Takes a step that may wait for a moment.</summary>
    /// <param name="step">Changes nothing when its waiting is cut short.</param>
    public static void Take(Action step)
    {
        var wasWoken = false;
        while (!IsTaken(step)) wasWoken = true;
        if (wasWoken) Thread.CurrentThread.Interrupt();
    }

    private static bool IsTaken(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
