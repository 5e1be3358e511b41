using SkiaSharp;

namespace Workbench.Display;

/// <summary>One thing drawn in a chart.</summary>
internal abstract record StillLayer(string Name, Colour Colour)
{
    public abstract IEnumerable<(double X, double Y)> Extent { get; }
}

/// <summary>Points joined by lines, or marked, or both; a gap where a value is no number.</summary>
internal sealed record StillPoints(string Name, double[] X, double[] Y, bool Lines, bool Markers, Colour Colour) : StillLayer(Name, Colour)
{
    public override IEnumerable<(double X, double Y)> Extent => X.Zip(Y);
}

/// <summary>Upright bars that stand on zero.</summary>
internal sealed record StillBars(string Name, double[] X, double[] Y, double Width, Colour Colour) : StillLayer(Name, Colour)
{
    public override IEnumerable<(double X, double Y)> Extent => X.Zip(Y).SelectMany(bar => new[] { (bar.First - Width / 2, bar.Second), (bar.First + Width / 2, 0) });
}

/// <summary>A chart drawn without a browser: axes, grid, ticks, legend and layers.</summary>
internal sealed class StillChart
{
    public List<StillLayer> Layers { get; } = [];

    public string XTitle { get; init; } = "";

    public string YTitle { get; init; } = "";

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>Names at the whole numbers of the horizontal axis, instead of numbers.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    public Picture Draw(int width, int height)
    {
        using var canvas = new Canvas(width, height);
        var (x0, x1) = Extent(layer => layer.X, LogX);
        var (y0, y1) = Extent(layer => layer.Y, LogY);
        if (Categories is not null)
            (x0, x1) = (-0.6, Categories.Count - 0.4);
        if (Categories is null && Layers.OfType<StillPoints>().Any(layer => layer.Markers))
            (x0, x1) = (x0 - 0.03 * (x1 - x0), x1 + 0.03 * (x1 - x0));
        var pad = 0.05 * (y1 - y0);
        (y0, y1) = (y0 == 0 && Layers.OfType<StillBars>().Any() ? 0 : y0 - pad, y1 + pad);
        var yTicks = LogY ? Ticks.Logarithmic(y0, y1) : Ticks.Linear(y0, y1, height / 45);
        var yLabels = yTicks.Select(tick => Ticks.Label(LogY ? Math.Pow(10, tick) : tick)).ToArray();
        var legend = Layers.Count(layer => layer.Name.Length > 0) > 1;
        var left = (int)yLabels.Select(label => StrokeFont.Measure(label, Canvas.Body)).Append(8).Max() + 10 + (YTitle.Length > 0 ? 20 : 0);
        var right = legend ? Math.Min(180, (int)Layers.Max(layer => StrokeFont.Measure(layer.Name, Canvas.Body)) + 40) : 14;
        var frame = SKRect.Create(left, 8, Math.Max(20, width - left - right), Math.Max(20, height - 8 - 24 - (XTitle.Length > 0 ? 20 : 0)));
        float PlaceX(double x) => frame.Left + (float)(((LogX ? Math.Log10(x) : x) - x0) / (x1 - x0)) * frame.Width;
        float PlaceY(double y) => frame.Bottom - (float)(((LogY ? Math.Log10(y) : y) - y0) / (y1 - y0)) * frame.Height;
        Horizontal(canvas, frame, x0, x1);
        for (var i = 0; i < yTicks.Length; i++)
        {
            var y = MathF.Floor(frame.Bottom - (float)((yTicks[i] - y0) / (y1 - y0)) * frame.Height) + 0.5f;
            canvas.Line(frame.Left, y, frame.Right, y, Colour.Rule);
            canvas.Text(yLabels[i], frame.Left - 6, y - 9, Colour.Ink, align: TextAlign.Right);
        }
        if (YTitle.Length > 0)
            canvas.TextUpwards(StrokeFont.Fit(YTitle, frame.Height, Canvas.Body), 1, frame.MidY, Colour.Pale);
        if (XTitle.Length > 0)
            canvas.Text(StrokeFont.Fit(XTitle, frame.Width, Canvas.Body), frame.MidX, frame.Bottom + 23, Colour.Pale, align: TextAlign.Centre);
        canvas.Clip(frame.Left, frame.Top, frame.Width + 1, frame.Height + 1);
        foreach (var layer in Layers)
            Draw(canvas, layer, PlaceX, PlaceY, frame.Bottom);
        canvas.Unclip();
        canvas.Frame(MathF.Floor(frame.Left) + 0.5f, frame.Top + 0.5f, frame.Width, frame.Height, Colour.Pale);
        if (legend)
            Legend(canvas, frame.Right + 12, frame.Top + 4, right - 40);
        return canvas.ToPicture();
    }

    private void Horizontal(Canvas canvas, SKRect frame, double x0, double x1)
    {
        var ticks = Categories is not null ? [.. Enumerable.Range(0, Categories.Count).Select(i => (double)i)] : LogX ? Ticks.Logarithmic(x0, x1) : Ticks.Linear(x0, x1, (int)frame.Width / 80);
        var room = Categories is null ? 80 : frame.Width / Math.Max(1, Categories.Count) - 6;
        foreach (var tick in ticks)
        {
            var x = MathF.Floor(frame.Left + (float)((tick - x0) / (x1 - x0)) * frame.Width) + 0.5f;
            if (Categories is null)
                canvas.Line(x, frame.Top, x, frame.Bottom, Colour.Rule);
            canvas.Line(x, frame.Bottom, x, frame.Bottom + 4, Colour.Pale);
            var label = Categories is null ? Ticks.Label(LogX ? Math.Pow(10, tick) : tick) : StrokeFont.Fit(Categories[(int)tick], room, Canvas.Body);
            canvas.Text(label, x, frame.Bottom + 5, Colour.Ink, align: TextAlign.Centre);
        }
    }

    private static void Draw(Canvas canvas, StillLayer layer, Func<double, float> placeX, Func<double, float> placeY, float floor)
    {
        if (layer is StillBars bars)
        {
            var zero = Math.Min(floor, placeY(0) is var y && float.IsFinite(y) ? y : floor);
            for (var i = 0; i < bars.X.Length; i++)
            {
                var (left, right, top) = (placeX(bars.X[i] - bars.Width / 2), placeX(bars.X[i] + bars.Width / 2), placeY(bars.Y[i]));
                if (float.IsFinite(top) && float.IsFinite(left))
                    canvas.Fill(left, Math.Min(top, zero), Math.Max(1, right - left - (right - left > 4 ? 1 : 0)), Math.Abs(zero - top), bars.Colour);
            }
            return;
        }
        var points = (StillPoints)layer;
        var run = new List<SKPoint>();
        for (var i = 0; i <= points.X.Length; i++)
        {
            var point = i < points.X.Length ? new SKPoint(placeX(points.X[i]), placeY(points.Y[i])) : new SKPoint(float.NaN, 0);
            if (float.IsFinite(point.X) && float.IsFinite(point.Y))
            {
                run.Add(point);
                continue;
            }
            if (points.Lines)
                canvas.Path([.. run], points.Colour, 1.8f);
            if (points.Markers || run.Count == 1)
                run.ForEach(marker => canvas.Disc(marker.X, marker.Y, 3, points.Colour));
            run.Clear();
        }
    }

    private void Legend(Canvas canvas, float x, float y, float room)
    {
        foreach (var layer in Layers.Where(layer => layer.Name.Length > 0))
        {
            canvas.Fill(x, y + 6, 16, 4, layer.Colour);
            canvas.Text(StrokeFont.Fit(layer.Name, room, Canvas.Body), x + 22, y, Colour.Ink);
            y += StrokeFont.LineHeight + 2;
        }
    }

    private (double Low, double High) Extent(Func<(double X, double Y), double> pick, bool logarithmic)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var layer in Layers)
            foreach (var point in layer.Extent)
            {
                var value = logarithmic ? Math.Log10(pick(point)) : pick(point); // zero and below do not exist on a logarithmic axis
                if (double.IsFinite(value))
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        return low > high ? (0, 1) : low == high ? (low - 0.5, high + 0.5) : (low, high);
    }
}
