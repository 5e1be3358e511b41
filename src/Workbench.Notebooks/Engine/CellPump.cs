using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Workbench.Notebooks.Engine;

/// <summary>Runs the continuations of one cell on the cell's thread, in order.</summary>
internal sealed class CellPump : SynchronizationContext
{
    private enum Phase
    {
        Open,
        Finished,
        Interrupted,
    }

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private volatile Phase _phase;

    /// <summary>Runs an asynchronous body to its end on the calling thread.</summary>
    /// <param name="body">Awaits inside it come back to this thread.</param>
    /// <param name="token">Gives up waiting when cancelled.</param>
    /// <remarks>An exception of code that nobody awaits (<c>async void</c>) is thrown when the body has ended.</remarks>
    public void Run(Func<Task> body, CancellationToken token)
    {
        var task = body();
        task.ContinueWith(_ => Post(static _ => { }, null), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Exception? stray = null;
        while (!task.IsCompleted)
        {
            var (callback, state) = _queue.Take(token);
            try
            {
                callback(state);
            }
            catch (Exception e) when (e is not (OperationCanceledException or ThreadInterruptedException))
            {
                stray ??= e;
            }
        }
        task.GetAwaiter().GetResult();
        if (stray is not null) ExceptionDispatchInfo.Throw(stray);
    }

    /// <summary>Ends the pump: work that a finished cell left behind goes on in the thread pool, that of an interrupted cell is dropped.</summary>
    public void Close(bool interrupted)
    {
        _phase = interrupted ? Phase.Interrupted : Phase.Finished;
        while (_queue.TryTake(out var item)) Post(item.Callback, item.State);
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        switch (_phase)
        {
            case Phase.Open:
                _queue.Add((d, state));
                break;
            case Phase.Finished:
                ThreadPool.QueueUserWorkItem(_ => d(state));
                break;
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
