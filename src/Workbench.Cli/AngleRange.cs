using System.Globalization;

namespace Workbench.Cli;

/// <summary>Angles written as <c>start:stop:step</c> (stop excluded), as a list <c>a,b,c</c>, or as one number; degrees.</summary>
internal static class AngleRange
{
    private const int Most = 10_000;

    /// <exception cref="ArgumentException">The text is none of the three forms; the message shows them.</exception>
    public static IReadOnlyList<double> Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 1)
            return [.. text.Split(',').Select(Number)];
        if (parts.Length != 3)
            throw Wrong(text);
        var (start, stop, step) = (Number(parts[0]), Number(parts[1]), Number(parts[2]));
        if (step == 0 || (stop - start) / step <= 0)
            throw new ArgumentException($"The range '{text}' holds no angle: from {start} to {stop} in steps of {step}.");
        var count = Math.Ceiling((stop - start) / step - 1e-9);
        return count <= Most
            ? [.. Enumerable.Range(0, (int)count).Select(i => start + i * step)]
            : throw new ArgumentException($"The range '{text}' holds {count:n0} angles; {Most:n0} are the most.");

        double Number(string word) =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw Wrong(text);
    }

    private static ArgumentException Wrong(string text) => new($"'{text}' is no angle: write one number (30), a list (0,90,180) or start:stop:step (0:360:10), in degrees.");
}
