using System.Text;
using Workbench.Display;
using Workbench.Viewer.Server;

namespace Workbench.Viewer;

/// <summary>A subject that is being shown: a page on this machine. In a notebook it displays itself as a frame.</summary>
/// <remarks>The page lives until the view is disposed or the process ends. Its address contains a secret token: whoever knows it can turn the head, so do not publish it while the view lives.</remarks>
[TypeFormatterSource]
public sealed class LiveView : IDisposable
{
    private readonly ViewerServer _server;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lazy<Picture> _still;
    private int _pages;
    private int _disposed;

    internal LiveView(IViewerSubject subject, ViewerSettings settings)
    {
        (Subject, Settings) = (subject, settings.Checked());
        States = new StateReader(subject);
        Title = subject.Title;
        var token = RequestGuard.NewToken();
        Token = Encoding.UTF8.GetBytes(token);
        Closed = _closed.Token;
        _server = ViewerServer.Host(this, settings.Port);
        Address = new Uri($"http://127.0.0.1:{_server.Port}/{token}/");
        _still = new Lazy<Picture>(DrawStill);
    }

    /// <summary>Where a browser on this machine finds the page.</summary>
    public Uri Address { get; }

    /// <summary>What is shown.</summary>
    public string Title { get; }

    /// <summary>Pages that are open now.</summary>
    public int OpenPages => _pages;

    /// <summary>Whether the page still lives.</summary>
    public bool IsOpen => _disposed == 0;

    internal IViewerSubject Subject { get; }

    internal ViewerSettings Settings { get; }

    internal StateReader States { get; }

    internal byte[] Token { get; }

    internal CancellationToken Closed { get; }

    /// <summary>The first view, drawn once and kept.</summary>
    internal Picture Still => _still.Value;

    /// <summary>Closes open pages, frees the planes that were kept, and stops the server when no other view needs it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _closed.Cancel();
        try
        {
            _server.Queue.Run(Subject.Dispose, mayBeRefused: false).GetAwaiter().GetResult(); // where its tensors live
        }
        finally
        {
            _server.Remove(this);
        }
    }

    /// <summary>Title and address.</summary>
    public override string ToString() => IsOpen ? $"{Title}: {Address}" : $"{Title}: closed";

    internal bool EnterPage(int most)
    {
        if (Interlocked.Increment(ref _pages) <= most && IsOpen)
            return true;
        Interlocked.Decrement(ref _pages);
        return false;
    }

    internal void LeavePage() => Interlocked.Decrement(ref _pages);

    private Picture DrawStill()
    {
        Picture? picture = null;
        _server.Queue.Run(() => picture = Subject.Render(ViewState.Initial(Subject), ViewDetail.Final, CancellationToken.None).Picture, mayBeRefused: false).GetAwaiter().GetResult();
        return picture!;
    }
}
