namespace Workbench.Display;

/// <summary>A curve in one line of text.</summary>
public static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws values as bars from the smallest to the largest; on a logarithmic scale when all are positive.</summary>
    /// <param name="values">Any number of them; those that are not finite leave a blank.</param>
    /// <param name="width">Most characters; values that share one are averaged.</param>
    public static string Draw(IReadOnlyList<double> values, int width = 24)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var count = Math.Min(width, values.Count);
        var heights = new double[count];
        var logarithmic = values.All(value => value > 0);
        for (var i = 0; i < count; i++)
        {
            var (first, end) = ((int)((long)i * values.Count / count), (int)((i + 1L) * values.Count / count));
            var mean = values.Skip(first).Take(end - first).Average();
            heights[i] = logarithmic ? Math.Log(mean) : mean;
        }
        var finite = heights.Where(double.IsFinite).ToList();
        var (low, high) = finite.Count == 0 ? (0, 0) : (finite.Min(), finite.Max());
        return string.Concat(heights.Select(height => !double.IsFinite(height) ? ' ' : Bars[high > low ? (int)Math.Round((height - low) / (high - low) * (Bars.Length - 1)) : 0]));
    }
}
