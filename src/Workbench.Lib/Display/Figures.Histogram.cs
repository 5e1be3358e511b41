namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>How often which values occur in a tensor.</summary>
    /// <param name="values">Any shape, any real type.</param>
    /// <param name="bins">Number of bars.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null describes the tensor.</param>
    public static Figure Histogram(Tensor values, int bins = 64, string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var summary = TensorSummary.Of(values);
        var (counts, low, high) = Count(values, bins, summary);
        return Figure.Create(
            title,
            caption ?? summary.ToString(),
            () => Html.Image(HistogramStill(counts, low, high), $"histogram from {Html.Number(low)} to {Html.Number(high)}"),
            () => HistogramStill(counts, low, high),
            $"most frequent around {Html.Number(low + (Array.IndexOf(counts, counts.Max()) + 0.5) * (high - low) / bins)}");
    }

    internal static Picture HistogramStill(double[] counts, double low, double high)
    {
        var width = (high - low) / counts.Length;
        var chart = new StillChart { XTitle = "value", YTitle = "count" };
        chart.Layers.Add(new StillBars("", [.. counts.Select((_, i) => low + (i + 0.5) * width)], counts, width, Colour.Series[0]));
        return chart.Draw(560, 220);
    }

    internal static (double[] Counts, double Low, double High) Count(Tensor values, int bins, TensorSummary summary)
    {
        var counts = new double[bins];
        if (summary.Finite == 0)
            return (counts, 0, 1);
        var (low, high) = summary.Minimum < summary.Maximum ? (summary.Minimum, summary.Maximum) : (summary.Minimum - 0.5, summary.Maximum + 0.5);
        foreach (var value in TensorSummary.Sample(values, 1 << 20))
            if (float.IsFinite(value))
                counts[Math.Clamp((int)((value - low) / (high - low) * bins), 0, bins - 1)]++;
        return (counts, low, high);
    }
}
