using System.Globalization;

namespace Workbench.Display;

/// <summary>A colour of 8 bits a channel, sRGB, straight alpha.</summary>
/// <param name="R">Red, 0…255.</param>
/// <param name="G">Green, 0…255.</param>
/// <param name="B">Blue, 0…255.</param>
/// <param name="A">Opacity, 0…255.</param>
public readonly record struct Colour(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>White.</summary>
    public static Colour White { get; } = new(255, 255, 255);

    /// <summary>Black.</summary>
    public static Colour Black { get; } = new(0, 0, 0);

    /// <summary>The colour that marks values which are not numbers.</summary>
    public static Colour NotANumber { get; } = new(255, 0, 255);

    /// <summary>Text on white paper.</summary>
    internal static Colour Ink { get; } = new(33, 37, 41);

    /// <summary>Secondary text on white paper.</summary>
    internal static Colour Pale { get; } = new(108, 117, 125);

    /// <summary>Rules and grid lines on white paper.</summary>
    internal static Colour Rule { get; } = new(222, 226, 230);

    /// <summary>Colours of series in a chart, told apart with every common kind of colour vision.</summary>
    internal static Colour[] Series { get; } =
        [new(31, 119, 180), new(230, 97, 1), new(27, 158, 119), new(190, 40, 90), new(117, 112, 179), new(140, 100, 30), new(60, 60, 60), new(90, 180, 220)];

    /// <summary>Reads <c>#rgb</c>, <c>#rrggbb</c> or <c>#rrggbbaa</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Colour Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.TrimStart('#');
        if (digits.Length == 3)
            digits = string.Concat(digits.Select(digit => $"{digit}{digit}"));
        if (digits.Length == 6)
            digits += "ff";
        if (digits.Length != 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new FormatException($"Colour '{text}' is not written as #rgb, #rrggbb or #rrggbbaa.");
        return unchecked(new Colour((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value));
    }

    /// <summary>The same colour at another opacity.</summary>
    /// <param name="opacity">0…1.</param>
    public Colour WithOpacity(double opacity) => this with { A = (byte)Math.Round(Math.Clamp(opacity, 0, 1) * 255) };

    /// <summary>The form <c>#rrggbb</c>, with two more digits where it is not opaque.</summary>
    public override string ToString() => A == 255 ? $"#{R:x2}{G:x2}{B:x2}" : $"#{R:x2}{G:x2}{B:x2}{A:x2}";

    internal SkiaSharp.SKColor ToSkia() => new(R, G, B, A);
}
