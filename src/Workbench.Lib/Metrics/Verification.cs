namespace Workbench.Metrics;

/// <summary>How well a similarity tells pairs of one person from pairs of two (receiver operating characteristic).</summary>
/// <param name="Area">Area under the curve: the share of (same, different) pairs of pairs in which the same person is more similar, ties half; 0.5 is guessing, 1 perfect.</param>
/// <param name="EqualErrorRate">Share of wrong answers at the threshold where as many same pairs are refused as different ones are accepted.</param>
/// <param name="Threshold">That similarity.</param>
/// <param name="SamePairs">Pairs of one person.</param>
/// <param name="DifferentPairs">Pairs of two persons.</param>
public sealed record Verification(double Area, double EqualErrorRate, double Threshold, long SamePairs, long DifferentPairs)
{
    /// <summary>Measures similarities.</summary>
    /// <param name="same">Similarities of pairs of one person; at least one.</param>
    /// <param name="different">Similarities of pairs of two persons; at least one.</param>
    /// <exception cref="ArgumentException">A list is empty, or a number is NaN.</exception>
    public static Verification Of(IReadOnlyCollection<float> same, IReadOnlyCollection<float> different)
    {
        ArgumentNullException.ThrowIfNull(same);
        ArgumentNullException.ThrowIfNull(different);
        if (same.Count == 0 || different.Count == 0)
            throw new ArgumentException($"same: there are {same.Count} pairs of one person and {different.Count} of two; both kinds are needed.", nameof(same));
        if (same.Any(float.IsNaN) || different.Any(float.IsNaN))
            throw new ArgumentException("same: a similarity is NaN.", nameof(same));
        var (own, other) = (same.Order().ToArray(), different.Order().ToArray());
        return new Verification(AreaUnder(own, other), Crossing(own, other).Rate, Crossing(own, other).Threshold, own.Length, other.Length);
    }

    /// <summary>Measures all pairs of a set of embeddings.</summary>
    /// <param name="embeddings">Unit vectors, [N, K].</param>
    /// <param name="persons">Whose they are, N numbers.</param>
    public static Verification OfAll(Tensor embeddings, IReadOnlyList<int> persons)
    {
        ArgumentNullException.ThrowIfNull(persons);
        var count = (int)Ops.Shape.Check(embeddings, "N K", [("N", persons.Count)])[0];
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var cosines = embeddings.mm(embeddings.t()).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var (same, different) = (new List<float>(), new List<float>());
        for (var i = 0; i < count; i++)
            for (var j = i + 1; j < count; j++)
                (persons[i] == persons[j] ? same : different).Add(cosines[i * count + j]);
        return Of(same, different);
    }

    // Σ over same of (number of different below + half of the equal ones), by one walk through both sorted lists.
    private static double AreaUnder(float[] same, float[] different)
    {
        var (sum, below, upTo) = (0.0, 0, 0);
        foreach (var value in same)
        {
            while (below < different.Length && different[below] < value)
                below++;
            upTo = Math.Max(upTo, below);
            while (upTo < different.Length && different[upTo] <= value)
                upTo++;
            sum += 0.5 * below + 0.5 * upTo;
        }
        return sum / same.Length / different.Length;
    }

    // The threshold rises through the same pairs until the refused share reaches the accepted one.
    private static (double Rate, double Threshold) Crossing(float[] same, float[] different)
    {
        var below = 0;
        for (var i = 0; i < same.Length; i++)
        {
            while (below < different.Length && different[below] < same[i])
                below++;
            var (refused, accepted) = ((double)i / same.Length, 1 - (double)below / different.Length);
            if (refused >= accepted)
                return ((refused + accepted) / 2, same[i]);
        }
        return (0.5 * (1 + (1 - (double)below / different.Length)), same[^1]);
    }
}
