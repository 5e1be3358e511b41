namespace Workbench.Display;

/// <summary>Planes of numbers as colours.</summary>
internal static class PlanePictures
{
    /// <summary>Colours every value by its place between two ends; values that are not kept become transparent.</summary>
    public static Picture Coloured(this Plane plane, double low, double high, Func<double, Colour> map, Func<int, bool>? keep = null)
    {
        var picture = new Picture(plane.Width, plane.Height);
        var span = high > low ? high - low : 1;
        for (var i = 0; i < plane.Values.Length; i++)
            if (keep is null || keep(i))
                picture[i % plane.Width, i / plane.Width] = map((plane.Values[i] - low) / span);
        return picture;
    }

    /// <summary>A vertical bar of the colours with ticks, to stand beside a picture.</summary>
    public static Picture Bar(int height, double low, double high, Func<double, Colour> map, string unit)
    {
        const int BarWidth = 16;
        var ticks = Ticks.Linear(low, high, Math.Max(4, height / 40));
        var labels = ticks.Select(tick => Ticks.Label(tick)).ToArray();
        var textWidth = labels.Select(label => StrokeFont.Measure(label, Canvas.Body)).Append(0).Max();
        var top = unit.Length > 0 ? 18 : 6;
        var length = Math.Max(20, height - top - 8);
        using var canvas = new Canvas((int)Math.Max(BarWidth + 10 + textWidth, StrokeFont.Measure(unit, Canvas.Body)) + 2, Math.Max(height, top + length + 8));
        if (unit.Length > 0)
            canvas.Text(unit, 0, 0, Colour.Pale);
        for (var y = 0; y < length; y++)
            canvas.Fill(0, top + y, BarWidth, 1, map(1 - y / (length - 1.0)));
        canvas.Frame(0.5f, top - 0.5f, BarWidth, length + 1, Colour.Pale);
        for (var i = 0; i < labels.Length; i++)
        {
            var y = top + (float)((high - ticks[i]) / (high > low ? high - low : 1) * (length - 1));
            canvas.Line(BarWidth, MathF.Floor(y) + 0.5f, BarWidth + 4, MathF.Floor(y) + 0.5f, Colour.Pale);
            canvas.Text(labels[i], BarWidth + 8, y - 8, Colour.Ink);
        }
        return canvas.ToPicture();
    }

    /// <summary>Pictures side by side on white.</summary>
    public static Picture Beside(params IReadOnlyList<Picture> pictures)
    {
        const int Gap = 10;
        var sheet = Picture.Filled(pictures.Sum(picture => picture.Width) + Gap * (pictures.Count - 1), pictures.Max(picture => picture.Height), Colour.White);
        var x = 0;
        foreach (var picture in pictures)
        {
            sheet.Draw(picture, x, 0);
            x += picture.Width + Gap;
        }
        return sheet;
    }
}
