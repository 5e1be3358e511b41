using Workbench.Population;

namespace Workbench.Editing;

/// <summary>Names for regions of the continuous hair fields.</summary>
public enum HairStyle
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Shaved.</summary>
    Bald,

    /// <summary>A bald crown.</summary>
    Tonsure,

    /// <summary>Curls standing off.</summary>
    Afro,

    /// <summary>A tail at the back.</summary>
    Ponytail,

    /// <summary>A knot.</summary>
    Bun,

    /// <summary>Over the shoulders.</summary>
    Long,

    /// <summary>To the jaw.</summary>
    Bob,

    /// <summary>Close to the head.</summary>
    Short,
}

/// <summary>Two heads of the population with different hair.</summary>
/// <param name="Target">Seed of who keeps the identity.</param>
/// <param name="Reference">Seed of who gives the hair.</param>
/// <param name="TargetStyle">Its hair.</param>
/// <param name="ReferenceStyle">The hair that is wanted.</param>
public sealed record StylePair(uint Target, uint Reference, HairStyle TargetStyle, HairStyle ReferenceStyle)
{
    private static readonly (HairStyle Target, HairStyle Reference)[] s_kinds =
    [
        (HairStyle.Bald, HairStyle.Long), (HairStyle.Long, HairStyle.Bald), (HairStyle.Short, HairStyle.Ponytail), (HairStyle.Short, HairStyle.Afro), (HairStyle.Long, HairStyle.Bun),
        (HairStyle.Afro, HairStyle.Short), (HairStyle.Ponytail, HairStyle.Bob), (HairStyle.Bald, HairStyle.Afro), (HairStyle.Bob, HairStyle.Tonsure), (HairStyle.Bun, HairStyle.Long),
    ];

    /// <summary>The style of a head.</summary>
    public static HairStyle StyleOf(HeadSpec head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head switch
        {
            { HairThickness: < 0 } => HairStyle.Bald,
            { HairThickness: < 0.006f } => HairStyle.Other,
            { CrownHole: > 0.07f } => HairStyle.Tonsure,
            { TailRadius: > 0.02f } => HairStyle.Ponytail,
            { BunRadius: > 0.02f } => HairStyle.Bun,
            { Curl: > 0.5f, HairThickness: > 0.035f, HairLength: < 0.15f } => HairStyle.Afro,
            { HairLength: > 0.28f } => HairStyle.Long,
            { HairLength: > 0.13f and < 0.24f } => HairStyle.Bob,
            { HairLength: < 0.1f } => HairStyle.Short,
            _ => HairStyle.Other,
        };
    }

    /// <summary>Held-out pairs, ten kinds in turn: bald to long, long to bald, ponytail, afro, bun and others. Always the same.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<StylePair> HeldOut(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var waiting = new Dictionary<HairStyle, Queue<uint>>();
        var next = 0L;
        uint Take(HairStyle style)
        {
            while (!waiting.TryGetValue(style, out var queue) || queue.Count == 0)
            {
                var seed = HeadPopulation.Seed(HeadSplit.Test, next++);
                var found = StyleOf(HeadPopulation.Head(seed));
                if (!waiting.TryGetValue(found, out queue))
                    waiting[found] = queue = new Queue<uint>();
                queue.Enqueue(seed);
            }
            return waiting[style].Dequeue();
        }
        return [.. Enumerable.Range(0, count).Select(i => s_kinds[i % s_kinds.Length]).Select(kind => new StylePair(Take(kind.Target), Take(kind.Reference), kind.Target, kind.Reference))];
    }
}
