using Workbench.Notebooks.Engine;

namespace Workbench.Tests.Notebooks;

/// <summary>Base of tests that run cells in a session.</summary>
public abstract class SessionTest : IDisposable
{
    private int _cell;

    private protected ScriptSession Session { get; } = new(new SessionOptions { WorkingDirectory = Path.GetTempPath() });

    public void Dispose()
    {
        Session.Dispose();
        End();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called when the session has ended.</summary>
    protected virtual void End()
    {
    }

    private protected async Task<(CellResult Result, CollectingSink Sink)> Run(string code)
    {
        var sink = new CollectingSink();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var result = await Session.RunAsync(code, $"cell {++_cell}", sink, limit.Token);
        return (result, sink);
    }

    /// <summary>Runs a cell and interrupts it as soon as it writes <c>started</c>.</summary>
    private protected static async Task<(CellResult Result, CollectingSink Sink)> Interrupt(ScriptSession session, string code)
    {
        using var interruption = new CancellationTokenSource();
        var sink = new CollectingSink
        {
            Written = text =>
            {
                if (text.StartsWith("started", StringComparison.Ordinal)) interruption.CancelAfter(TimeSpan.FromMilliseconds(20));
            },
        };
        var result = await session.RunAsync(code, "interrupted cell", sink, interruption.Token);
        return (result, sink);
    }

    /// <summary>Runs a cell that must succeed and gives the text of its value.</summary>
    private protected async Task<string?> Value(string code)
    {
        var (result, sink) = await Run(code);
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } error ? string.Join('\n', error.Traceback) : result.Status.ToString());
        return sink.ResultText;
    }
}
