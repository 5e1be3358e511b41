using System.Text;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Remembers signatures, so that a recorded message cannot be sent again.</summary>
/// <remarks>The newest 65,536 are kept, about 12 MB: days of work in a notebook.</remarks>
internal sealed class ReplayGuard
{
    private const int Capacity = 65_536;

    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = new();

    /// <summary>Notes a signature that was found right.</summary>
    /// <returns>False when it was seen before.</returns>
    public bool TryAccept(ReadOnlySpan<byte> signature)
    {
        var text = Encoding.ASCII.GetString(signature);
        if (!_seen.Add(text)) return false;
        _order.Enqueue(text);
        if (_order.Count > Capacity) _seen.Remove(_order.Dequeue());
        return true;
    }
}
