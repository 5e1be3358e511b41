namespace Workbench.Display;

/// <summary>Colours for numbers; equal steps of a number look like equal steps of brightness.</summary>
/// <remarks>Made in OKLab (Ottosson 2020), where lightness is uniform to the eye, and cut to the sRGB gamut by lowering chroma.</remarks>
public static class ColourMap
{
    private const int Steps = 256;

    private static readonly Colour[] SequentialTable = Table(t => (0.22 + 0.72 * t, 0.02 + 0.16 * Math.Sin(Math.PI * (0.12 + 0.76 * t)), 285 - 185 * t));
    private static readonly Colour[] DivergingTable = Table(t => (0.97 - 0.55 * Math.Abs(2 * t - 1), 0.20 * Math.Abs(2 * t - 1), t < 0.5 ? 255 : 30));

    /// <summary>Dark blue over green to light yellow.</summary>
    /// <param name="share">0…1; values outside are clamped, values that are no numbers are magenta.</param>
    public static Colour Sequential(double share) => Pick(SequentialTable, share);

    /// <summary>Blue below the middle, white in the middle, red above.</summary>
    /// <param name="share">0…1, 0.5 is the middle; values outside are clamped, values that are no numbers are magenta.</param>
    public static Colour Diverging(double share) => Pick(DivergingTable, share);

    private static Colour Pick(Colour[] table, double share) => double.IsNaN(share) ? Colour.NotANumber : table[(int)(Math.Clamp(share, 0, 1) * (Steps - 1) + 0.5)];

    private static Colour[] Table(Func<double, (double Lightness, double Chroma, double HueDegrees)> path) =>
        [.. Enumerable.Range(0, Steps).Select(i => path(i / (Steps - 1.0))).Select(c => FromOklch(c.Lightness, c.Chroma, c.HueDegrees))];

    private static Colour FromOklch(double lightness, double chroma, double hueDegrees)
    {
        var hue = hueDegrees * Math.PI / 180;
        for (var c = chroma; ; c -= 0.004)
        {
            var (r, g, b) = ToLinear(lightness, Math.Max(0, c) * Math.Cos(hue), Math.Max(0, c) * Math.Sin(hue));
            if (c <= 0 || (Inside(r) && Inside(g) && Inside(b)))
                return new Colour(Encode(r), Encode(g), Encode(b));
        }
    }

    // OKLab to linear sRGB: the inverse matrices of the definition, with the cube between them.
    private static (double R, double G, double B) ToLinear(double lightness, double a, double b)
    {
        var l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        var m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        var s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static double Cube(double value) => value * value * value;

    private static bool Inside(double value) => value is >= -0.001 and <= 1.001;

    private static byte Encode(double linear)
    {
        var value = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * Math.Pow(value, 1 / 2.4) - 0.055));
    }
}
