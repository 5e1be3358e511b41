using Workbench.Ops;

namespace Workbench.Display;

/// <summary>An image in memory: 8 bits a channel, red, green, blue, straight alpha, row after row from the top left.</summary>
/// <remarks>Everything that is shown or saved is drawn into one of these; everything read from a file comes as one.</remarks>
[TypeFormatterSource]
public sealed class Picture
{
    /// <summary>Pixels that one picture may have, 2²⁸ (1 GiB of memory).</summary>
    public const long MaximumPixels = 1L << 28;

    private readonly byte[] _pixels;

    /// <summary>Makes a transparent black picture.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    public Picture(int width, int height)
        : this(width, height, new byte[CheckedSize(width, height)])
    {
    }

    /// <summary>Takes pixels as they are, without copying them.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="pixels">width·height·4 bytes: R, G, B, A.</param>
    public Picture(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var size = CheckedSize(width, height);
        if (pixels.Length != size)
            throw new ArgumentException($"pixels: {width}×{height} pixels need {size} bytes, got {pixels.Length}.", nameof(pixels));
        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The bytes, R, G, B, A a pixel; writing here draws.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>One pixel.</summary>
    /// <param name="x">Column, 0 at the left.</param>
    /// <param name="y">Row, 0 at the top.</param>
    public Colour this[int x, int y]
    {
        get
        {
            var pixel = _pixels.AsSpan(Offset(x, y), 4);
            return new Colour(pixel[0], pixel[1], pixel[2], pixel[3]);
        }
        set
        {
            var pixel = _pixels.AsSpan(Offset(x, y), 4);
            (pixel[0], pixel[1], pixel[2], pixel[3]) = (value.R, value.G, value.B, value.A);
        }
    }

    /// <summary>True where no pixel lets light through.</summary>
    public bool IsOpaque
    {
        get
        {
            for (var i = 3; i < _pixels.Length; i += 4)
                if (_pixels[i] != 255)
                    return false;
            return true;
        }
    }

    /// <summary>A picture of one colour.</summary>
    public static Picture Filled(int width, int height, Colour colour)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture._pixels.Length; i += 4)
            (picture._pixels[i], picture._pixels[i + 1], picture._pixels[i + 2], picture._pixels[i + 3]) = (colour.R, colour.G, colour.B, colour.A);
        return picture;
    }

    /// <summary>Reads a PNG, JPEG or WebP file, turned upright as its EXIF orientation says.</summary>
    /// <exception cref="ImageFormatException">The file is no such image, is damaged, ends early, or is too large.</exception>
    public static Picture Load(string path) => ImageCodec.Current.Read(path);

    /// <summary>Writes a .png, .jpg or .webp file; the old file stays whole until the new one is.</summary>
    /// <param name="path">Where to; the extension picks the format.</param>
    /// <param name="quality">0…100 for JPEG and WebP; 100 makes WebP lossless.</param>
    public void Save(string path, int quality = 92) => ImageCodec.Current.Write(this, path, quality);

    /// <summary>Lays the picture over a colour, so that every pixel is opaque.</summary>
    public Picture Over(Colour background)
    {
        var result = new Picture(Width, Height);
        for (var i = 0; i < _pixels.Length; i += 4)
        {
            int alpha = _pixels[i + 3];
            result._pixels[i] = Mix(_pixels[i], background.R, alpha);
            result._pixels[i + 1] = Mix(_pixels[i + 1], background.G, alpha);
            result._pixels[i + 2] = Mix(_pixels[i + 2], background.B, alpha);
            result._pixels[i + 3] = 255;
        }
        return result;
    }

    /// <summary>Scales to any size with a three-lobed Lanczos kernel, widened when shrinking so that nothing aliases.</summary>
    public Picture Resize(int width, int height)
    {
        CheckedSize(width, height);
        return width == Width && height == Height ? new Picture(Width, Height, (byte[])_pixels.Clone()) : Resampling.Lanczos(this, width, height);
    }

    /// <summary>Scales so that neither side exceeds <paramref name="side"/>; never enlarges.</summary>
    public Picture Within(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var scale = Math.Min(1, side / (double)Math.Max(Width, Height));
        return Resize(Math.Max(1, (int)Math.Round(Width * scale)), Math.Max(1, (int)Math.Round(Height * scale)));
    }

    /// <summary>Repeats every pixel in a square, so that single values can be seen.</summary>
    /// <param name="factor">Side of the square, at least 1.</param>
    public Picture Magnify(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var result = new Picture(Width * factor, Height * factor);
        for (var y = 0; y < result.Height; y++)
            for (var x = 0; x < result.Width; x++)
                result[x, y] = this[x / factor, y / factor];
        return result;
    }

    /// <summary>Cuts a rectangle out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is not inside the picture.</exception>
    public Picture Crop(int x, int y, int width, int height)
    {
        CheckedSize(width, height);
        if (x < 0 || y < 0 || (long)x + width > Width || (long)y + height > Height)
            throw new ArgumentOutOfRangeException(nameof(x), $"The rectangle {width}×{height} at ({x}, {y}) is not inside the picture of {Width}×{Height} pixels.");
        var result = new Picture(width, height);
        for (var row = 0; row < height; row++)
            _pixels.AsSpan(Offset(x, y + row), width * 4).CopyTo(result._pixels.AsSpan(row * width * 4));
        return result;
    }

    /// <summary>Cuts the largest square out of the middle.</summary>
    public Picture CentreSquare()
    {
        var side = Math.Min(Width, Height);
        return Crop((Width - side) / 2, (Height - side) / 2, side, side);
    }

    /// <summary>Draws another picture on top, its alpha respected.</summary>
    /// <param name="other">What to draw; parts outside are cut off.</param>
    /// <param name="x">Column of its left edge.</param>
    /// <param name="y">Row of its top edge.</param>
    public void Draw(Picture other, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var row = Math.Max(0, -y); row < other.Height && y + row < Height; row++)
            for (var column = Math.Max(0, -x); column < other.Width && x + column < Width; column++)
            {
                var above = other[column, row];
                if (above.A == 0)
                    continue;
                var below = this[x + column, y + row];
                var alpha = above.A + below.A * (255 - above.A) / 255;
                var share = above.A * 255 / alpha;
                this[x + column, y + row] = new Colour(Mix(above.R, below.R, share), Mix(above.G, below.G, share), Mix(above.B, below.B, share), (byte)alpha);
            }
    }

    /// <summary>Reads one image from a tensor with the official conversion, <c>clamp(v·127.5 + 128, 0, 255)</c> truncated, for values −1…1.</summary>
    /// <remarks>Values that are not numbers become magenta, so that they are seen.</remarks>
    /// <param name="image">[C, H, W] or [1, C, H, W] with C 1 (grey), 3 (colour) or 4 (colour and opacity).</param>
    /// <param name="range">The range of the values; 0…1 is mapped to −1…1 first.</param>
    public static Picture FromTensor(Tensor image, PixelRange range = PixelRange.Signed) => PictureTensors.Read(image, range);

    /// <summary>Reads every image of a batch.</summary>
    /// <param name="images">[N, C, H, W] with C 1, 3 or 4.</param>
    /// <param name="range">The range of the values.</param>
    public static IReadOnlyList<Picture> FromBatch(Tensor images, PixelRange range = PixelRange.Signed) => PictureTensors.ReadBatch(images, range);

    /// <summary>The colours as a tensor, [1, 3, H, W], float32, −1…1; transparent parts lie over white unless another colour is given.</summary>
    public Tensor ToTensor(Colour? background = null) => PictureTensors.Write(this, background ?? Colour.White);

    /// <summary>The brightness (Rec. 601) as a tensor, [1, 1, H, W], float32, 0…1: a mask that was saved as an image.</summary>
    public Tensor ToMask() => PictureTensors.WriteMask(this);

    /// <summary>Size in words.</summary>
    public override string ToString() => $"Picture {Width}×{Height}{(IsOpaque ? "" : ", partly transparent")}";

    private static byte Mix(int above, int below, int alpha) => (byte)((above * alpha + below * (255 - alpha) + 127) / 255);

    private static int CheckedSize(int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > MaximumPixels)
            throw new ArgumentOutOfRangeException(nameof(width), $"A picture has between 1 and {MaximumPixels} pixels; {width}×{height} is outside.");
        return width * height * 4;
    }

    private int Offset(int x, int y)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            throw new ArgumentOutOfRangeException(nameof(x), $"({x}, {y}) is outside the picture of {Width}×{Height} pixels.");
        return (y * Width + x) * 4;
    }
}
