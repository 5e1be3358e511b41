using System.Collections.Concurrent;

namespace Workbench.Notebooks.Engine;

/// <summary>The thread of the editor services: they answer while a cell runs, and never keep anybody waiting for longer than asked.</summary>
internal sealed class LanguageThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private Exception? _failure;

    public LanguageThread() => new Thread(Loop) { IsBackground = true, Name = "notebook language", Priority = ThreadPriority.BelowNormal }.Start();

    /// <summary>Does some work when its turn comes.</summary>
    public void Post(Action work)
    {
        if (!_work.IsAddingCompleted) _work.Add(work, CancellationToken.None);
    }

    /// <summary>Asks for an answer and waits for it.</summary>
    /// <param name="question">Runs on the thread; its token is cancelled when nobody waits any more.</param>
    /// <param name="late">The answer when the time is up.</param>
    /// <param name="budget">How long to wait, the turns of others included.</param>
    /// <exception cref="InvalidOperationException">Earlier work failed in a way that leaves no services.</exception>
    public T Ask<T>(Func<CancellationToken, T> question, T late, TimeSpan budget)
    {
        if (_failure is { } failure) throw new InvalidOperationException("The editor services failed: " + failure.Message, failure);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var limit = new CancellationTokenSource(); // left to the collector: the thread may look at its token after the caller has gone
        Post(() =>
        {
            if (limit.IsCancellationRequested) return;
            try
            {
                answer.SetResult(question(limit.Token));
            }
            catch (OperationCanceledException)
            {
                answer.TrySetResult(late);
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
        });
        if (Task.WaitAny([answer.Task], budget) == 0) return answer.Task.GetAwaiter().GetResult();
        limit.Cancel();
        return late;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                _failure ??= e; // told to whoever asks next: a broken editor service must not end the kernel
            }
        }
    }
}
