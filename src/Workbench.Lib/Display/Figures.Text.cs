namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>Plain text, line by line.</summary>
    /// <param name="text">The text; nothing in it is taken for HTML.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin.</param>
    public static Figure Text(string text, string title = "", string caption = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        return Figure.Create(title, caption, () => $"<pre style=\"margin:0;white-space:pre-wrap\">{Html.Escape(text)}</pre>", () => TextStill(text), text);
    }

    private static Picture TextStill(string text)
    {
        const int Width = 760, MaximumLines = 60;
        var lines = text.ReplaceLineEndings("\n").Split('\n').SelectMany(line => line.Length == 0 ? [""] : StrokeFont.Wrap(line, Width, Canvas.Body, 3)).Take(MaximumLines).ToArray();
        using var canvas = new Canvas(Math.Max(1, (int)lines.Max(line => StrokeFont.Measure(line, Canvas.Body))) + 2, (int)(lines.Length * StrokeFont.LineHeight) + 2);
        for (var i = 0; i < lines.Length; i++)
            canvas.Text(lines[i], 0, i * StrokeFont.LineHeight, Colour.Ink);
        return canvas.ToPicture();
    }
}
