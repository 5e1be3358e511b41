using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Questions to the person at a front end, one at a time.</summary>
internal sealed class InputPrompts(MessageBus bus)
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();
    private (JupyterMessage Request, TaskCompletionSource<string?> Answer)? _open;

    /// <summary>Asks the client that sent a request and waits.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    /// <exception cref="EndOfStreamException">The front end declined to answer.</exception>
    public string Ask(JupyterMessage request, string prompt, bool isPassword, CancellationToken token)
    {
        _turn.Wait(token);
        try
        {
            var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            Uninterrupted.Run(_lock, () => _open = (request, answer));
            bus.Ask(request, new JsonObject { ["prompt"] = prompt, ["password"] = isPassword });
            answer.Task.Wait(token);
            return answer.Task.Result ?? throw new EndOfStreamException("The front end ended the input without an answer.");
        }
        finally
        {
            Uninterrupted.Run(_lock, () => _open = null);
            _turn.Release();
        }
    }

    /// <summary>Takes an answer; one that nobody waits for, or from another client than the one that was asked, is dropped.</summary>
    public void Deliver(JupyterMessage reply)
    {
        lock (_lock)
        {
            if (_open is not { } open || !IsSame(open.Request.Identities, reply.Identities)) return;
            open.Answer.TrySetResult(reply.Text("status", "ok") == "error" ? null : reply.Text("value", string.Empty));
        }
    }

    private static bool IsSame(IReadOnlyList<byte[]> a, IReadOnlyList<byte[]> b) => a.Count == b.Count && a.Zip(b).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
