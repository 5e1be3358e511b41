namespace Workbench.Display;

/// <summary>Title and caption around a figure, and the page around figures.</summary>
internal static class FigureFrame
{
    private const int Margin = 12;

    public static string Html(string title, string caption, string body)
    {
        var heading = (title.Length > 0 ? $"<div style=\"font-weight:600;margin:0 0 2px 0\">{Display.Html.Escape(title)}</div>" : "")
            + (caption.Length > 0 ? $"<div style=\"font-size:85%;opacity:.7;margin:0 0 6px 0\">{Display.Html.Escape(caption)}</div>" : "");
        return $"<div class=\"wb-figure\" style=\"font-family:system-ui,sans-serif;font-size:14px;line-height:1.35;margin:4px 0 10px 0;max-width:100%;overflow-x:auto\">{heading}{body}</div>";
    }

    public static Picture Still(string title, string caption, Picture still)
    {
        const int MaximumTextWidth = 900;
        var wanted = Math.Min(MaximumTextWidth, Math.Max(StrokeFont.Measure(title, Canvas.Heading), StrokeFont.Measure(caption, Canvas.Body)));
        var width = Math.Max(still.Width, Math.Max(160, (int)wanted));
        var titles = title.Length == 0 ? [] : StrokeFont.Wrap(title, width, Canvas.Heading, 2);
        var captions = caption.Length == 0 ? [] : StrokeFont.Wrap(caption, width, Canvas.Body, 4);
        var headingHeight = (int)(titles.Count * StrokeFont.LineHeight * Canvas.Heading + captions.Count * StrokeFont.LineHeight) + (titles.Count + captions.Count > 0 ? 6 : 0);
        using var canvas = new Canvas(width + 2 * Margin, still.Height + headingHeight + 2 * Margin);
        float y = Margin - 2;
        foreach (var line in titles)
        {
            canvas.Text(line, Margin, y, Colour.Ink, Canvas.Heading);
            y += StrokeFont.LineHeight * Canvas.Heading;
        }
        foreach (var line in captions)
        {
            canvas.Text(line, Margin, y, Colour.Pale);
            y += StrokeFont.LineHeight;
        }
        canvas.Draw(still, Margin, Margin + headingHeight);
        return canvas.ToPicture();
    }

    public static string Document(string title, IReadOnlyList<Figure> figures)
    {
        var resources = figures.SelectMany(figure => figure.Resources).DistinctBy(resource => resource.Key).Select(resource => resource.Value);
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{{Display.Html.Escape(title)}}</title>
            <style>:root{color-scheme:light dark}body{margin:1.5rem auto;padding:0 1rem;max-width:1200px;background:Canvas;color:CanvasText}</style>
            {{string.Concat(resources)}}
            </head>
            <body>
            {{string.Join('\n', figures.Select(figure => figure.Html))}}
            </body>
            </html>
            """;
    }
}
