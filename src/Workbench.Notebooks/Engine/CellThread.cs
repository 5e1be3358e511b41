using System.Collections.Concurrent;
using System.Runtime;

namespace Workbench.Notebooks.Engine;

/// <summary>The one thread on which the cells of a session run. An interruption ends it, and a fresh one takes its place.</summary>
/// <remarks>The runtime aborts a thread once: a second abort request for the same thread waits for ever. See also <see cref="AbortSignal"/>.</remarks>
internal sealed class CellThread : IDisposable
{
    private const int StackBytes = 16 * 1024 * 1024; // deep recursion in notebooks is common, a stack overflow cannot be caught

    private readonly BlockingCollection<Func<bool>> _work = [];

    public CellThread() => Start();

    /// <summary>Runs a body on the cell thread.</summary>
    /// <param name="body">Asynchronous code; its continuations run on the same thread.</param>
    /// <param name="grace">How long the code may take to end by itself after an interruption; asked again while waiting.</param>
    /// <param name="token">Interrupts the code.</param>
    /// <returns>True when the body ended, false when it was interrupted; exceptions of the body otherwise.</returns>
    public Task<bool> RunAsync(Func<Task> body, Func<TimeSpan> grace, CancellationToken token)
    {
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Execute(body, grace, result, token), CancellationToken.None);
        return result.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    /// <returns>True when the thread can run another cell.</returns>
    private static bool Execute(Func<Task> body, Func<TimeSpan> grace, TaskCompletionSource<bool> result, CancellationToken token)
    {
        var pump = new CellPump();
        var interruption = new CellInterruption(Thread.CurrentThread, grace);
        var registration = token.Register(interruption.Begin);
        Exception? failure = null;
        try
        {
            SynchronizationContext.SetSynchronizationContext(pump);
#pragma warning disable SYSLIB0046 // the only way to stop a loop that asks nobody; meant for exactly this use
            ControlledExecution.Run(() => pump.Run(body, interruption.GiveUpToken), interruption.AbortToken);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e)
        {
            failure = e;
        }
        registration.Unregister();
        var interrupted = interruption.HasBegun && failure is OperationCanceledException or ThreadInterruptedException or ThreadAbortException;
        interruption.Finish();
        if (interrupted) AbortSignal.Restore();
        SynchronizationContext.SetSynchronizationContext(null);
        pump.Close(interrupted);
        if (interrupted) result.SetResult(false);
        else if (failure is not null) result.SetException(failure);
        else result.SetResult(true);
        return !interrupted;
    }

    private void Start() => new Thread(Loop, StackBytes) { IsBackground = true, Name = "notebook cells" }.Start();

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            if (work()) continue;
            Start();
            return;
        }
    }
}
