using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Keeps the parts found in heads, so that all pairs of n heads need n liftings; the one unused for longest goes first. For one thread at a time.</summary>
/// <remarks>The last few looks at heads are kept as well: another rule for the same head and views renders and labels nothing anew.</remarks>
/// <param name="capacity">Heads kept.</param>
/// <param name="surveys">Looks kept.</param>
public sealed class LiftingCache(int capacity = 8, int surveys = 2) : IDisposable
{
    private readonly LinkedList<(string Key, HeadParts Parts)> _newestFirst = [];
    private readonly LinkedList<(string Key, HeadSurvey Survey)> _surveys = [];

    /// <summary>Heads kept.</summary>
    public int Count => _newestFirst.Count;

    /// <summary>The parts of a head, found where they are not kept; the cache owns them.</summary>
    /// <param name="head">The head.</param>
    /// <param name="parts">Which parts.</param>
    /// <param name="config">How they are lifted.</param>
    /// <param name="needed">Heads that are in use at once.</param>
    /// <param name="lifter">Finds them.</param>
    /// <param name="cancellation">Checked between views.</param>
    internal HeadParts Get(EditableHead head, IReadOnlyList<PartSet> parts, LiftingConfig config, int needed, PartLifter lifter, CancellationToken cancellation)
    {
        var subject = string.Join('|', Fingerprint.Of(head.Grid.Features), head.Name, RuntimeHelpers.GetHashCode(head.Labels), string.Join(';', parts.Select(set => string.Join('+', set.Parts))));
        return Get(_newestFirst, subject + ConfigJson.Write(config), Math.Max(capacity, needed), () =>
        {
            // Whatever only the rule reads makes no other survey.
            var look = new LiftingConfig { Ring = config.Ring, LeastWeight = config.LeastWeight, Resolution = config.Resolution, GradientResolution = config.GradientResolution };
            if (surveys == 0)
                return lifter.Lift(head, parts, cancellation: cancellation).DetachFromDisposeScope();
            var survey = Get(_surveys, subject + ConfigJson.Write(look), surveys, () => lifter.Survey(head, parts, cancellation));
            return lifter.Lift(head, survey, null, cancellation).DetachFromDisposeScope();
        });
    }

    private static T Get<T>(LinkedList<(string Key, T Value)> newestFirst, string key, int capacity, Func<T> find)
        where T : TensorRecord
    {
        for (var node = newestFirst.First; node is not null; node = node.Next)
            if (node.Value.Key == key)
            {
                newestFirst.Remove(node);
                newestFirst.AddFirst(node);
                return node.Value.Value;
            }
        var found = find();
        newestFirst.AddFirst((key, found));
        while (newestFirst.Count > capacity)
        {
            newestFirst.Last!.Value.Value.Dispose();
            newestFirst.RemoveLast();
        }
        return found;
    }

    /// <summary>Frees everything that is kept.</summary>
    public void Dispose()
    {
        foreach (var (_, parts) in _newestFirst)
            parts.Dispose();
        foreach (var (_, survey) in _surveys)
            survey.Dispose();
        _newestFirst.Clear();
        _surveys.Clear();
    }
}
