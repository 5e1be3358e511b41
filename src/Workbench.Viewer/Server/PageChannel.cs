namespace Workbench.Viewer.Server;

/// <summary>One open page as the render thread sees it: the newest state that is wanted, and a way to send pictures. Older states are forgotten.</summary>
/// <param name="view">What the page shows.</param>
/// <param name="send">Sends a picture; the next one is drawn when it completes.</param>
internal sealed class PageChannel(LiveView view, Func<RenderedFrame, Task> send)
{
    private StateRequest? _waiting;
    private StateRequest? _unrefined;
    private CancellationTokenSource? _refining;
    private bool _sending;

    public LiveView View => view;

    public DraftPace Pace { get; } = new(view.Settings.DraftTime);

    /// <summary>Pictures that were asked for and never drawn, because a newer one was wanted.</summary>
    public long Skipped { get; private set; }

    // All members below are called under the lock of the queue.

    public bool HasDraft => !_sending && _waiting is not null;

    public bool HasRefinement => !_sending && _waiting is null && _unrefined is not null;

    public void Want(StateRequest request)
    {
        if (_waiting is not null)
            Skipped++;
        _waiting = request;
        _unrefined = null;
        _refining?.Cancel();
    }

    public void Interrupt() => _refining?.Cancel();

    public StateRequest TakeDraft()
    {
        var request = _waiting!;
        _waiting = null;
        _unrefined = request.IsMoving ? null : request;
        return request;
    }

    public (StateRequest Request, CancellationToken Token) TakeRefinement()
    {
        _refining = new CancellationTokenSource();
        return (_unrefined!, _refining.Token);
    }

    /// <param name="request">What was refined.</param>
    /// <param name="done">False where it was interrupted and is still wanted.</param>
    public void EndRefinement(StateRequest request, bool done)
    {
        _refining?.Dispose();
        _refining = null;
        if (done && ReferenceEquals(_unrefined, request))
            _unrefined = null;
    }

    public void SkipRefinement() => _unrefined = null;

    public void GiveUp(StateRequest request)
    {
        if (ReferenceEquals(_unrefined, request))
            _unrefined = null;
    }

    public void BeginSending() => _sending = true;

    public void EndSending() => _sending = false;

    public Task Send(RenderedFrame frame) => send(frame);
}
