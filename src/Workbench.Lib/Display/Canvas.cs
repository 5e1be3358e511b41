using SkiaSharp;

namespace Workbench.Display;

/// <summary>Where a line of text stands relative to its point.</summary>
internal enum TextAlign
{
    Left,
    Centre,
    Right,
}

/// <summary>White paper to draw pictures, text and lines on.</summary>
internal sealed class Canvas : IDisposable
{
    /// <summary>Size of ordinary text; capitals are 9 pixels high.</summary>
    public const float Body = 1;

    /// <summary>Size of titles; capitals are 14 pixels high.</summary>
    public const float Heading = 1.5f;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    public Canvas(int width, int height, Colour? background = null)
    {
        if (width < 1 || height < 1 || (long)width * height > Picture.MaximumPixels)
            throw new ArgumentOutOfRangeException(nameof(width), $"A drawing of {width}×{height} pixels is outside 1…{Picture.MaximumPixels} pixels.");
        _bitmap = new SKBitmap(SkiaCodec.Info(width, height, SKAlphaType.Premul));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear((background ?? Colour.White).ToSkia());
    }

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    public void Text(string text, float x, float y, Colour colour, float size = Body, TextAlign align = TextAlign.Left)
    {
        var width = align == TextAlign.Left ? 0 : StrokeFont.Measure(text, size);
        StrokeFont.Draw(_canvas, text, align switch { TextAlign.Centre => x - width / 2, TextAlign.Right => x - width, _ => x }, y, size, colour.ToSkia());
    }

    /// <summary>One line that reads from the bottom to the top, centred on a point.</summary>
    public void TextUpwards(string text, float x, float y, Colour colour)
    {
        _canvas.Save();
        _canvas.Translate(x, y);
        _canvas.RotateDegrees(-90);
        StrokeFont.Draw(_canvas, text, -StrokeFont.Measure(text, Body) / 2, 0, Body, colour.ToSkia());
        _canvas.Restore();
    }

    public void Fill(float x, float y, float width, float height, Colour colour)
    {
        using var paint = new SKPaint { Color = colour.ToSkia() };
        _canvas.DrawRect(x, y, width, height, paint);
    }

    public void Disc(float x, float y, float radius, Colour colour)
    {
        using var paint = new SKPaint { Color = colour.ToSkia(), IsAntialias = true };
        _canvas.DrawCircle(x, y, radius, paint);
    }

    public void Line(float x0, float y0, float x1, float y1, Colour colour, float width = 1) => Path([new(x0, y0), new(x1, y1)], colour, width);

    public void Frame(float x, float y, float width, float height, Colour colour) => Path([new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height), new(x, y)], colour, 1);

    public void Path(ReadOnlySpan<SKPoint> points, Colour colour, float width)
    {
        if (points.Length < 2)
            return;
        using var paint = new SKPaint { Color = colour.ToSkia(), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Round, StrokeCap = SKStrokeCap.Butt };
        using var path = new SKPath();
        path.AddPoly(points.ToArray(), false);
        _canvas.DrawPath(path, paint);
    }

    /// <summary>Limits drawing to a rectangle until <see cref="Unclip"/>.</summary>
    public void Clip(float x, float y, float width, float height)
    {
        _canvas.Save();
        _canvas.ClipRect(SKRect.Create(x, y, width, height));
    }

    public void Unclip() => _canvas.Restore();

    public unsafe void Draw(Picture picture, int x, int y)
    {
        fixed (byte* pixels = picture.Pixels)
        {
            using var pixmap = new SKPixmap(SkiaCodec.Info(picture.Width, picture.Height, SKAlphaType.Unpremul), (nint)pixels);
            using var image = SKImage.FromPixels(pixmap);
            _canvas.DrawImage(image, x, y);
        }
    }

    /// <summary>What has been drawn.</summary>
    public unsafe Picture ToPicture()
    {
        _canvas.Flush();
        var picture = new Picture(Width, Height);
        fixed (byte* pixels = picture.Pixels)
            if (!_bitmap.PeekPixels().ReadPixels(SkiaCodec.Info(Width, Height, SKAlphaType.Unpremul), (nint)pixels, Width * 4))
                throw new InvalidOperationException("SkiaSharp could not hand out the pixels of a drawing.");
        return picture;
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }
}
