using System.Collections.Concurrent;
using System.Runtime;

namespace Workbench.Notebooks.Engine;

/// <summary>The one thread on which the cells of a session run. An interruption ends it, and a fresh one takes its place.</summary>
/// <remarks>
/// On Unix the runtime aborts by a signal whose handler is left through the exception, so the signal stays blocked on that thread: it can
/// neither be aborted again nor stopped for a collection while it loops. Threads that it starts inherit this. Hence an interrupted thread
/// ends at once, starts nothing, and completes no task; a keeper thread does both.
/// </remarks>
internal sealed class CellThread : IDisposable
{
    private const int StackBytes = 16 * 1024 * 1024; // deep recursion in notebooks is common, a stack overflow cannot be caught

    private readonly BlockingCollection<Work> _work = [];
    private readonly BlockingCollection<TaskCompletionSource<bool>> _interrupted = [];

    public CellThread()
    {
        new Thread(Keep) { IsBackground = true, Name = "cell keeper" }.Start();
        Start();
    }

    private sealed record Work(Func<Task> Body, Func<TimeSpan> Grace, TaskCompletionSource<bool> Result, CancellationToken Token);

    /// <summary>Runs a body on the cell thread.</summary>
    /// <param name="body">Asynchronous code; its continuations run on the same thread.</param>
    /// <param name="grace">How long the code may take to end by itself after an interruption; asked again while waiting.</param>
    /// <param name="token">Interrupts the code.</param>
    /// <returns>True when the body ended, false when it was interrupted; exceptions of the body otherwise.</returns>
    public Task<bool> RunAsync(Func<Task> body, Func<TimeSpan> grace, CancellationToken token)
    {
        var work = new Work(body, grace, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously), token);
        _work.Add(work, CancellationToken.None);
        return work.Result.Task;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _interrupted.CompleteAdding();
    }

    /// <returns>True when the thread can run another cell.</returns>
    private bool Execute(Work work)
    {
        var pump = new CellPump();
        var interruption = new CellInterruption(Thread.CurrentThread, work.Grace);
        var registration = work.Token.Register(interruption.Begin);
        Exception? failure = null;
        try
        {
            SynchronizationContext.SetSynchronizationContext(pump);
#pragma warning disable SYSLIB0046 // the only way to stop a loop that asks nobody; meant for exactly this use
            ControlledExecution.Run(() => pump.Run(work.Body, interruption.GiveUpToken), interruption.AbortToken);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e)
        {
            failure = e;
        }
        registration.Unregister();
        var isFresh = !interruption.HasBegun;
        var interrupted = !isFresh && failure is OperationCanceledException or ThreadInterruptedException or ThreadAbortException;
        interruption.Finish();
        SynchronizationContext.SetSynchronizationContext(null);
        pump.Close(interrupted);
        if (interrupted && TryRetire(work.Result)) return false;
        if (interrupted) work.Result.SetResult(false);
        else if (failure is not null) work.Result.SetException(failure);
        else work.Result.SetResult(true);
        return isFresh || !TryRetire(null);
    }

    private bool TryRetire(TaskCompletionSource<bool>? result)
    {
        try
        {
            _interrupted.Add(result ?? new TaskCompletionSource<bool>());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // the session has ended meanwhile
        }
    }

    private void Start() => new Thread(Loop, StackBytes) { IsBackground = true, Name = "notebook cells" }.Start();

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            if (!Execute(work)) return;
        }
    }

    private void Keep()
    {
        foreach (var result in _interrupted.GetConsumingEnumerable())
        {
            Start();
            result.SetResult(false);
        }
    }
}
