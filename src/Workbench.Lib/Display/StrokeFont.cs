using System.Collections.Frozen;
using SkiaSharp;

namespace Workbench.Display;

/// <summary>A small font of strokes, so that pictures carry text on machines without any font.</summary>
/// <remarks>
/// Glyphs are SVG paths along the middle of the pen on a grid of one pixel at size 1: capitals stand on row 9 and reach row 0, small letters reach row 3,
/// descenders row 12. Whole numbers are kept for straight stems, so that at size 1 and 2 a stem covers whole pixels.
/// </remarks>
internal static class StrokeFont
{
    /// <summary>Distance between lines at size 1, in pixels.</summary>
    public const float LineHeight = 16;

    private const float Ascent = 2; // free rows above the capitals
    private const float Gap = 3; // from the middle of one glyph's last stem to the middle of the next one's first
    private const float Pen = 1.3f;

    private static readonly FrozenDictionary<char, (float Width, string Path)> Paths = Table().ToFrozenDictionary(glyph => glyph.Symbol, glyph => (glyph.Width, glyph.Path));
    private static readonly FrozenDictionary<char, SKPath> Glyphs = Paths.ToFrozenDictionary(glyph => glyph.Key, glyph => SKPath.ParseSvgPathData(glyph.Value.Path) ?? new SKPath());
    private static readonly SKPath Unknown = SKPath.ParseSvgPathData("M0 0H4V9H0Z");

    /// <summary>True where the font has a glyph; other characters are drawn as a box.</summary>
    public static bool Has(char symbol) => Paths.ContainsKey(symbol);

    /// <summary>Width of a line of text in pixels.</summary>
    public static float Measure(string text, float size)
    {
        float width = 0;
        foreach (var symbol in text)
            width += Advance(symbol);
        return MathF.Ceiling(width * size);
    }

    /// <summary>Draws one line with its top left corner at a point.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float size, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = Pen, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };
        canvas.Save();
        canvas.Translate(MathF.Round(x), MathF.Round(y));
        canvas.Scale(size);
        canvas.Translate(1.5f, Ascent + 0.5f);
        foreach (var symbol in text)
        {
            canvas.DrawPath(Glyphs.GetValueOrDefault(symbol, Unknown), paint);
            canvas.Translate(Advance(symbol), 0);
        }
        canvas.Restore();
    }

    /// <summary>Shortens a line with an ellipsis until it fits.</summary>
    public static string Fit(string text, float width, float size)
    {
        if (Measure(text, size) <= width)
            return text;
        var length = text.Length;
        while (length > 0 && Measure(text[..length] + "…", size) > width)
            length--;
        return length == 0 ? "" : text[..length] + "…";
    }

    /// <summary>Breaks text into lines at blanks; a word that is too long is shortened, and so is the last line allowed.</summary>
    public static IReadOnlyList<string> Wrap(string text, float width, float size, int lines)
    {
        var result = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (result.Count == lines - 1 || line.Length == 0 || Measure(longer, size) <= width)
            {
                line = longer;
                continue;
            }
            result.Add(Fit(line, width, size));
            line = word;
        }
        if (line.Length > 0)
            result.Add(Fit(line, width, size));
        return result;
    }

    private static float Advance(char symbol) => MathF.Round(Paths.TryGetValue(symbol, out var glyph) ? glyph.Width + Gap : 4 + Gap);

    private static IEnumerable<(char Symbol, float Width, string Path)> Table() => [.. StrokeGlyphs.Capitals, .. StrokeGlyphs.Small, .. StrokeGlyphs.Digits, .. StrokeGlyphs.Signs, .. StrokeGlyphs.Science];
}
