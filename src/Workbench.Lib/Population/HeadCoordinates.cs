namespace Workbench.Population;

/// <summary>How the 64 coordinates of a latent vector are divided.</summary>
public static class HeadCoordinates
{
    /// <summary>Coordinates of a latent vector.</summary>
    public const int Count = 64;

    /// <summary>The first half of them is geometry, the second appearance.</summary>
    public const int GeometryCount = 32;

    internal const int FirstHair = 17;
    internal const int LastHair = 31;

    /// <summary>What each coordinate sets, as names of <see cref="HeadSpec"/>'s fields.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(0, Count).Select(i => string.Join(", ", HeadFieldRange.All.Where(range => range.Coordinate == i).Select(range => range.Name)))];

    /// <summary>Φ(x), the distribution function of the standard normal distribution.</summary>
    /// <remarks>Φ(x) = erfc(−x/√2)/2 with the continued fraction of Lentz beyond |x| = 3 and the power series of erf inside; error below 1e-12.</remarks>
    internal static double Normal(double x)
    {
        var magnitude = Math.Abs(x);
        double upper;
        if (magnitude < 3)
        {
            var (term, sum) = (magnitude, magnitude);
            for (var n = 1; n < 100 && term > 1e-17; n++)
                sum += term *= magnitude * magnitude / (2 * n + 1); // Φ = ½ + φ(x) Σ x^(2n+1)/(1·3·5…)
            upper = 0.5 - sum * Math.Exp(-magnitude * magnitude / 2) / Math.Sqrt(2 * Math.PI);
        }
        else
        {
            var fraction = magnitude;
            for (var n = 60; n >= 1; n--)
                fraction = magnitude + n / fraction; // Mills ratio
            upper = Math.Exp(-magnitude * magnitude / 2) / Math.Sqrt(2 * Math.PI) / fraction;
        }
        return x > 0 ? 1 - upper : upper;
    }
}
