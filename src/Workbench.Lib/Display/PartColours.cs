using Workbench.Editing;

namespace Workbench.Display;

/// <summary>The colours that stand for parts of a head, in pictures of labels and in masks that people paint.</summary>
public static class PartColours
{
    private static readonly Colour[] s_colours =
    [
        new(0, 0, 0), new(236, 188, 160), new(120, 70, 20), new(170, 110, 50), new(40, 120, 220), new(90, 190, 250), new(40, 40, 110), new(255, 140, 120), new(255, 170, 60), new(255, 225, 0),
        new(150, 220, 90), new(90, 0, 40), new(220, 30, 90), new(250, 110, 160), new(190, 140, 210), new(0, 240, 210), new(110, 120, 130), new(200, 30, 30), new(30, 130, 70),
    ];

    /// <summary>The colour of a part.</summary>
    /// <param name="part">Its name in <see cref="PartTable.FaceParser"/>.</param>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static Colour Of(string part) => PartTable.FaceParser.IndexOf(part) is >= 0 and var i
        ? s_colours[i]
        : throw new ArgumentException($"part: '{part}' has no colour; these have one: {PartTable.FaceParser}.", nameof(part));

    /// <summary>The colours of a table's parts, in its order.</summary>
    public static IReadOnlyList<Colour> Of(PartTable parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return [.. parts.Names.Select(Of)];
    }

    /// <summary>Parts and colours side by side, to read pictures of labels by.</summary>
    /// <param name="parts">Names of parts; all nineteen unless given.</param>
    public static Picture Legend(IReadOnlyList<string>? parts = null)
    {
        const int Row = 18, Swatch = 12, Rows = 10;
        var names = parts ?? PartTable.FaceParser.Names;
        if (names.Count == 0)
            throw new ArgumentException("parts: a legend needs at least one part.", nameof(parts));
        var width = (int)names.Max(name => StrokeFont.Measure(name, Canvas.Body)) + Swatch + 18;
        var columns = (names.Count + Rows - 1) / Rows;
        using var canvas = new Canvas(width * columns, Row * Math.Min(Rows, names.Count));
        for (var i = 0; i < names.Count; i++)
        {
            var (x, y) = (i / Rows * width, i % Rows * Row);
            canvas.Fill(x, y + 3, Swatch, Swatch, Of(names[i]));
            canvas.Frame(x + 0.5f, y + 3.5f, Swatch, Swatch, Colour.Pale);
            canvas.Text(names[i], x + Swatch + 6, y + 1, Colour.Ink);
        }
        return canvas.ToPicture();
    }
}
