using System.Diagnostics;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Viewer.Subjects;

/// <summary>The planes of the heads seen last, ready for rays; the one unused for longest goes first.</summary>
internal sealed class HeadCache<TKey>(int capacity) : IDisposable
    where TKey : IEquatable<TKey>
{
    private readonly LinkedList<(TKey Key, TriGrid Grid)> _newestFirst = [];

    /// <summary>Heads kept.</summary>
    public int Count => _newestFirst.Count;

    /// <summary>The planes of a head, made where they are not kept.</summary>
    /// <param name="key">What decides the planes.</param>
    /// <param name="make">Makes them.</param>
    /// <returns>Planes that the cache owns, and how long it took to make them.</returns>
    public (TriGrid Grid, TimeSpan Time) Get(TKey key, Func<TriGrid> make)
    {
        var start = Stopwatch.GetTimestamp();
        for (var node = _newestFirst.First; node is not null; node = node.Next)
            if (node.Value.Key.Equals(key))
            {
                _newestFirst.Remove(node);
                _newestFirst.AddFirst(node);
                return (node.Value.Grid, TimeSpan.Zero);
            }
        using var scope = NewDisposeScope();
        var made = make();
        var ready = RayRenderer.Prepare(made).DetachFromDisposeScope(); // the order that rays read; the other copy goes with the scope
        _newestFirst.AddFirst((key, ready));
        while (_newestFirst.Count > capacity)
        {
            _newestFirst.Last!.Value.Grid.Dispose();
            _newestFirst.RemoveLast();
        }
        return (ready, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Frees all planes.</summary>
    public void Dispose()
    {
        foreach (var (_, grid) in _newestFirst)
            grid.Dispose();
        _newestFirst.Clear();
    }
}
