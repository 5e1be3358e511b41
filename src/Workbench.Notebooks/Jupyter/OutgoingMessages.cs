using System.Text.Json.Nodes;

namespace Workbench.Notebooks.Jupyter;

/// <summary>A message to be written, signed and sent.</summary>
/// <param name="Channel">Where it goes.</param>
/// <param name="Identities">Routing frames.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parent">What it answers, or null.</param>
/// <param name="Content">Its content; belongs to the message from now on.</param>
internal sealed record OutgoingMessage(JupyterChannel Channel, IReadOnlyList<byte[]> Identities, string Type, JupyterMessage? Parent, JsonObject Content);

/// <summary>Messages on their way to the sockets. Any thread adds, also one that is being interrupted; one thread takes.</summary>
internal sealed class OutgoingMessages : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _added = new(false);
    private Queue<OutgoingMessage> _waiting = new();
    private volatile bool _isComplete;

    public void Add(OutgoingMessage message)
    {
        Uninterrupted.Run(_lock, () =>
        {
            _waiting.Enqueue(message);
            if (_waiting.Count == 1) _added.Set();
        });
    }

    /// <summary>Waits for messages.</summary>
    /// <returns>All that wait, in order; null when there will be none any more.</returns>
    public Queue<OutgoingMessage>? Take()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.Count > 0)
                {
                    var taken = _waiting;
                    _waiting = new Queue<OutgoingMessage>();
                    return taken;
                }
                if (_isComplete) return null;
            }
            _added.WaitOne();
        }
    }

    /// <summary>Lets <see cref="Take"/> end when nothing waits any more.</summary>
    public void Complete()
    {
        _isComplete = true;
        _added.Set();
    }

    public void Dispose() => _added.Dispose();
}
