using System.Diagnostics;

namespace Workbench.Viewer.Server;

/// <summary>The one thread that draws for all pages: jobs first, then drafts of moving views page by page, then refinements.</summary>
/// <remarks>A page's newer state replaces its older one. A refinement stops for anything that is more urgent, and is taken up again.</remarks>
internal sealed class RenderQueue : IDisposable
{
    private const int MostJobs = 16;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Queue<Job> _jobs = new();
    private readonly List<PageChannel> _channels = [];
    private readonly Thread _thread;
    private int _next;
    private bool _stopped;

    public RenderQueue()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "viewer" };
        _thread.Start();
    }

    private sealed record Job(Action Work, TaskCompletionSource Done, bool MayBeRefused);

    public void Add(PageChannel channel)
    {
        lock (_lock)
            _channels.Add(channel);
    }

    public void Remove(PageChannel channel)
    {
        lock (_lock)
        {
            channel.Interrupt();
            _channels.Remove(channel);
        }
    }

    /// <summary>Asks for a picture of a state, instead of the one asked for before.</summary>
    public void Want(PageChannel channel, StateRequest request)
    {
        lock (_lock)
        {
            channel.Want(request);
            foreach (var other in _channels)
                other.Interrupt();
        }
        _work.Release();
    }

    /// <summary>Runs work on the render thread.</summary>
    /// <param name="work">The work.</param>
    /// <param name="mayBeRefused">Refuse it when many others wait.</param>
    /// <exception cref="InvalidOperationException">Too many wait, or the queue has stopped.</exception>
    public Task Run(Action work, bool mayBeRefused)
    {
        var job = new Job(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), mayBeRefused);
        lock (_lock)
        {
            if (_stopped)
                throw new InvalidOperationException("The viewer has stopped.");
            if (mayBeRefused && _jobs.Count(waiting => waiting.MayBeRefused) >= MostJobs)
                throw new InvalidOperationException("Too many pictures are waiting.");
            _jobs.Enqueue(job);
            foreach (var channel in _channels)
                channel.Interrupt();
        }
        _work.Release();
        return job.Done.Task;
    }

    /// <summary>Ends the thread after the jobs that wait.</summary>
    public void Dispose()
    {
        lock (_lock)
            _stopped = true;
        _work.Release();
        _thread.Join(TimeSpan.FromSeconds(10));
    }

    private void Run()
    {
        using var grad = no_grad();
        while (true)
        {
            if (TakeJob() is { } job)
                Finish(job);
            else if (_stopped)
                return;
            else if (Take(channel => channel.HasDraft) is { } moving)
                Draft(moving);
            else if (Take(channel => channel.HasRefinement) is { } resting)
                Refine(resting);
            else
                _work.Wait();
        }
    }

    private Job? TakeJob()
    {
        lock (_lock)
            return _jobs.TryDequeue(out var job) ? job : null;
    }

    // Pages take turns.
    private PageChannel? Take(Func<PageChannel, bool> wants)
    {
        lock (_lock)
        {
            for (var i = 0; i < _channels.Count; i++)
            {
                var channel = _channels[(_next + i) % _channels.Count];
                if (!wants(channel))
                    continue;
                _next = (_next + i + 1) % _channels.Count;
                return channel;
            }
            return null;
        }
    }

    private static void Finish(Job job)
    {
        try
        {
            using var scope = NewDisposeScope();
            job.Work();
            job.Done.SetResult();
        }
        catch (Exception error) // whoever asked is told
        {
            job.Done.SetException(error);
        }
    }

    private void Draft(PageChannel channel)
    {
        StateRequest request;
        ViewDetail detail;
        lock (_lock)
        {
            if (!channel.HasDraft)
                return;
            request = channel.TakeDraft();
            detail = request.IsMoving ? channel.Pace.Draft : channel.Pace.Resting;
            if (detail.IsFinal)
                channel.SkipRefinement();
        }
        var frame = Draw(channel, request, detail, CancellationToken.None);
        if (frame.Error is not null)
            lock (_lock)
                channel.GiveUp(request);
        Send(channel, frame);
    }

    private void Refine(PageChannel channel)
    {
        (StateRequest Request, CancellationToken Token) taken;
        lock (_lock)
        {
            if (!channel.HasRefinement)
                return;
            taken = channel.TakeRefinement();
        }
        RenderedFrame? frame = null;
        try
        {
            frame = Draw(channel, taken.Request, ViewDetail.Final, taken.Token);
        }
        catch (OperationCanceledException)
        {
            // something more urgent came; unless the page wants another state now, this one is taken up again
        }
        lock (_lock)
            channel.EndRefinement(taken.Request, frame is not null);
        if (frame is not null)
            Send(channel, frame);
    }

    private static RenderedFrame Draw(PageChannel channel, StateRequest request, ViewDetail detail, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var scope = NewDisposeScope();
            var subject = channel.View.Subject;
            var viewed = subject.Render(request.State, detail, cancellation);
            var (type, data) = RenderedFrame.Encode(viewed.Picture, detail.IsFinal);
            var milliseconds = watch.Elapsed.TotalMilliseconds;
            channel.Pace.Learn(detail, milliseconds - viewed.Preparation.TotalMilliseconds);
            return new RenderedFrame(request.Number, detail.IsFinal, viewed.Picture.Width, viewed.Picture.Height, milliseconds, viewed.Caption, type, data)
            {
                Snippet = detail.IsFinal ? subject.Snippet(request.State) : null,
            };
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested) // shown on the page
        {
            return new RenderedFrame(request.Number, true, 0, 0, watch.Elapsed.TotalMilliseconds, "", "", []) { Error = $"{error.GetType().Name}: {error.Message.Split('\n', 2)[0]}" };
        }
    }

    private void Send(PageChannel channel, RenderedFrame frame)
    {
        lock (_lock)
            channel.BeginSending();
        _ = SendAndGoOn();

        async Task SendAndGoOn()
        {
            await Task.Yield();
            await channel.Send(frame).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a page that went away is removed by its own loop
            lock (_lock)
                channel.EndSending();
            _work.Release();
        }
    }
}
