using System.Globalization;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>The order in which samples are shown: every epoch each sample once, shuffled anew. A pure function of seed and position.</summary>
/// <param name="count">Number of samples.</param>
/// <param name="seed">Seed of the order.</param>
public sealed class DataOrder(int count, long seed)
{
    private readonly int[] _order = count > 0 ? new int[count] : throw new ArgumentOutOfRangeException(nameof(count), count, "There must be a sample.");
    private long _epoch = -1;

    /// <summary>Samples shown so far; all the state there is.</summary>
    public long Position { get; set; }

    /// <summary>The next samples.</summary>
    /// <param name="number">How many.</param>
    public IReadOnlyList<int> Next(int number)
    {
        var indices = new int[number];
        for (var i = 0; i < number; i++, Position++)
        {
            Shuffle(Position / count);
            indices[i] = _order[Position % count];
        }
        return indices;
    }

    // Fisher and Yates (1938).
    private void Shuffle(long epoch)
    {
        if (epoch == _epoch)
            return;
        _epoch = epoch;
        var key = HashStream.Seed(seed, string.Create(CultureInfo.InvariantCulture, $"order {epoch}"));
        for (var i = 0; i < count; i++)
            _order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)(HashStream.Uniform(key, i) * (i + 1));
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }
}
