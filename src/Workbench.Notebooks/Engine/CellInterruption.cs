namespace Workbench.Notebooks.Engine;

/// <summary>Stops the code of one cell: by asking, then by waking the thread from waits and sleeps, then by aborting.</summary>
internal sealed class CellInterruption(Thread thread, Func<TimeSpan> grace)
{
    private const int RunningPolls = 60; // polls that see the thread running, and reaching no checkpoint, before it is aborted
    private const int PatientPolls = 30; // polls that see it waiting before an abort is joined with waking

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    // never disposed: the aborting thread may still hold its token when the cell is over, and nothing unmanaged hangs on it
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private int _begun;
    private int _finished;

    /// <summary>Aborts the code run under it.</summary>
    public CancellationToken AbortToken => _abort.Token;

    /// <summary>Ends the waiting for awaited work, once the time to end by itself is over.</summary>
    public CancellationToken GiveUpToken => _giveUp.Token;

    /// <summary>True once an interruption was asked for.</summary>
    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>Starts to interrupt; returns at once.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0) return;
        _idle.Reset();
        // not the caller's thread: cancelling the abort token blocks until the target has taken the abort
        new Thread(Interrupt) { IsBackground = true, Name = "cell interruption" }.Start();
    }

    /// <summary>Called on the cell's thread when its code has ended: waits until nobody will interrupt it any more and clears a late interrupt.</summary>
    public void Finish()
    {
        Volatile.Write(ref _finished, 1);
        while (true)
        {
            try
            {
                if (Interlocked.Exchange(ref _begun, 1) != 0) _idle.Wait();
                Thread.Sleep(1); // takes an interrupt that is pending
                return;
            }
            catch (ThreadInterruptedException)
            {
                // meant for the cell's code, which has ended
            }
        }
    }

    private bool IsFinished => Volatile.Read(ref _finished) != 0;

    private void Interrupt()
    {
        var begin = DateTime.UtcNow;
        while (!IsFinished && DateTime.UtcNow - begin < grace()) Thread.Sleep(PollInterval);
        if (!IsFinished) _giveUp.Cancel();
        var (waiting, running, aborting) = (0, 0, false);
        while (!IsFinished)
        {
            Thread.Sleep(PollInterval);
            var isWaiting = (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;
            (waiting, running) = isWaiting ? (waiting + 1, 0) : (0, running + 1);
            if (!aborting && (running >= RunningPolls || waiting >= PatientPolls))
            {
                aborting = true;
                new Thread(_abort.Cancel) { IsBackground = true, Name = "cell abort" }.Start();
            }
            // a thread that is both woken and aborted takes the abort while it looks up the text of the wake-up exception, inside a
            // lock of the runtime that then stays taken: waking comes first, and again only when the abort has waited for long
            if (isWaiting && !IsFinished && (!aborting || waiting >= PatientPolls)) thread.Interrupt();
        }
        _idle.Set();
    }
}
