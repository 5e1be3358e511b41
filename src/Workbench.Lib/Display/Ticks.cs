using System.Globalization;

namespace Workbench.Display;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten between two ends.</summary>
    public static double[] Linear(double low, double high, int wanted)
    {
        if (!(high > low) || !double.IsFinite(high - low))
            return [low];
        var rough = (high - low) / Math.Max(1, wanted);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 });
        var ticks = new List<double>();
        for (var i = Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step && ticks.Count < 100; i++)
            ticks.Add(i * step == 0 ? 0 : i * step);
        return [.. ticks];
    }

    /// <summary>Powers of ten between two ends given as logarithms; with 2 and 5 times them where powers are few.</summary>
    public static double[] Logarithmic(double low, double high)
    {
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / 8));
        var ticks = new List<double>();
        for (var power = (int)Math.Floor(low); power <= Math.Ceiling(high) && ticks.Count < 100; power++)
            foreach (var digit in high - low < 2 ? (double[])[1, 2, 5] : [1])
                if (power % every == 0 && power + Math.Log10(digit) is var tick && tick >= low - 1e-9 && tick <= high + 1e-9)
                    ticks.Add(tick);
        return [.. ticks];
    }

    public static string Label(double value)
    {
        var size = Math.Abs(value);
        var text = size != 0 && (size < 1e-3 || size >= 1e5) ? value.ToString("0.##e0", CultureInfo.InvariantCulture) : Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }
}
