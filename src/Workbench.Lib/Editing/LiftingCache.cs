using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Keeps the parts found in heads, so that all pairs of n heads need n liftings; the one unused for longest goes first. For one thread at a time.</summary>
/// <param name="capacity">Heads kept.</param>
public sealed class LiftingCache(int capacity = 8) : IDisposable
{
    private readonly LinkedList<(string Key, HeadParts Parts)> _newestFirst = [];

    /// <summary>Heads kept.</summary>
    public int Count => _newestFirst.Count;

    /// <summary>The parts of a head, found where they are not kept; the cache owns them.</summary>
    /// <param name="head">The head.</param>
    /// <param name="parts">Which parts.</param>
    /// <param name="config">How they are lifted.</param>
    /// <param name="needed">Heads that are in use at once.</param>
    /// <param name="find">Finds them.</param>
    internal HeadParts Get(EditableHead head, IReadOnlyList<PartSet> parts, LiftingConfig config, int needed, Func<HeadParts> find)
    {
        var key = string.Join('|', Fingerprint.Of(head.Grid.Features), head.Name, RuntimeHelpers.GetHashCode(head.Labels), ConfigJson.Write(config), string.Join(';', parts.Select(set => string.Join('+', set.Parts))));
        for (var node = _newestFirst.First; node is not null; node = node.Next)
            if (node.Value.Key == key)
            {
                _newestFirst.Remove(node);
                _newestFirst.AddFirst(node);
                return node.Value.Parts;
            }
        var found = find().DetachFromDisposeScope();
        _newestFirst.AddFirst((key, found));
        while (_newestFirst.Count > Math.Max(capacity, needed))
        {
            _newestFirst.Last!.Value.Parts.Dispose();
            _newestFirst.RemoveLast();
        }
        return found;
    }

    /// <summary>Frees everything that is kept.</summary>
    public void Dispose()
    {
        foreach (var (_, parts) in _newestFirst)
            parts.Dispose();
        _newestFirst.Clear();
    }
}
