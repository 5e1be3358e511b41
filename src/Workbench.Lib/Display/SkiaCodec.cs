using System.Runtime.InteropServices;
using SkiaSharp;

namespace Workbench.Display;

/// <summary>Reads and writes PNG, JPEG and WebP with SkiaSharp.</summary>
/// <remarks>Colour profiles are converted to sRGB; 16-bit, grey and palette images become 8-bit colour. Images over the pixel limit are refused from their header, before anything is decoded.</remarks>
public sealed class SkiaCodec : IImageCodec
{
    /// <inheritdoc/>
    public Picture Decode(ReadOnlySpan<byte> data, string name)
    {
        if (data.IsEmpty)
            throw new ImageFormatException(name, ImageFault.Empty, "the file is empty.");
        if (!HasKnownStart(data))
            throw new ImageFormatException(name, ImageFault.UnknownFormat, $"this is no PNG, JPEG or WebP file; it begins with {Convert.ToHexString(data[..Math.Min(8, data.Length)])}.");
        using var copy = SKData.CreateCopy(data);
        using var stream = new SKMemoryStream(copy);
        using var codec = SKCodec.Create(stream, out var result);
        if (codec is null)
            throw result == SKCodecResult.IncompleteInput
                ? new ImageFormatException(name, ImageFault.Truncated, "the file ends inside its header.")
                : new ImageFormatException(name, ImageFault.Damaged, $"the header cannot be read ({result}).");
        var size = codec.Info;
        if (size.Width < 1 || size.Height < 1)
            throw new ImageFormatException(name, ImageFault.Damaged, $"the header promises {size.Width}×{size.Height} pixels.");
        if ((long)size.Width * size.Height > Picture.MaximumPixels)
            throw new ImageFormatException(name, ImageFault.TooLarge, $"the image has {size.Width}×{size.Height} pixels; the limit is {Picture.MaximumPixels} pixels.");
        return Upright(Pixels(codec, size, name), codec.EncodedOrigin);
    }

    /// <inheritdoc/>
    public byte[] Encode(Picture picture, ImageFormat format, int quality = 92)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        const int WebPLimit = 16383;
        if (format == ImageFormat.WebP && Math.Max(picture.Width, picture.Height) > WebPLimit)
            throw new ArgumentException($"picture: WebP holds at most {WebPLimit} pixels a side, this one is {picture.Width}×{picture.Height}. Write PNG instead.", nameof(picture));
        const int JpegLimit = 65500;
        if (format == ImageFormat.Jpeg && Math.Max(picture.Width, picture.Height) > JpegLimit)
            throw new ArgumentException($"picture: JPEG holds at most {JpegLimit} pixels a side, this one is {picture.Width}×{picture.Height}. Write PNG instead.", nameof(picture));
        var opaque = picture.IsOpaque;
        var source = format == ImageFormat.Jpeg && !opaque ? picture.Over(Colour.White) : picture;
        var info = Info(source.Width, source.Height, opaque || format == ImageFormat.Jpeg ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        using var data = Encode(source, info, format, quality) ?? throw new InvalidOperationException($"SkiaSharp could not write {source} as {format}.");
        return data.ToArray();
    }

    private static unsafe SKData? Encode(Picture source, SKImageInfo info, ImageFormat format, int quality)
    {
        fixed (byte* pixels = source.Pixels)
        {
            using var pixmap = new SKPixmap(info, (nint)pixels);
            return format switch
            {
                ImageFormat.Png => pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6)),
                ImageFormat.Jpeg => pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)),
                ImageFormat.WebP => pixmap.Encode(quality == 100
                    ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)
                    : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)),
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };
        }
    }

    private static unsafe Picture Pixels(SKCodec codec, SKImageInfo size, string name)
    {
        var picture = new Picture(size.Width, size.Height);
        SKCodecResult result;
        fixed (byte* pixels = picture.Pixels)
        {
            using var space = SKColorSpace.CreateSrgb();
            var info = Info(size.Width, size.Height, size.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul).WithColorSpace(space);
            result = codec.GetPixels(info, (nint)pixels);
        }
        return result switch
        {
            SKCodecResult.Success => picture,
            SKCodecResult.IncompleteInput => throw new ImageFormatException(name, ImageFault.Truncated, $"the file ends before the image of {size.Width}×{size.Height} pixels does. Fetch or export it again."),
            _ => throw new ImageFormatException(name, ImageFault.Damaged, $"the image data is damaged ({result})."),
        };
    }

    internal static SKImageInfo Info(int width, int height, SKAlphaType alpha) => new(width, height, SKColorType.Rgba8888, alpha);

    private static bool HasKnownStart(ReadOnlySpan<byte> data) =>
        data.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        || data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || (data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8));

    // EXIF names the corner that the first stored pixel belongs to: row edge, then column edge.
    private static Picture Upright(Picture stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return stored;
        var turned = origin >= SKEncodedOrigin.LeftTop; // rows of the file are columns of the view
        var (width, height) = turned ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var view = new Picture(width, height);
        var source = MemoryMarshal.Cast<byte, uint>(stored.Pixels);
        var target = MemoryMarshal.Cast<byte, uint>(view.Pixels);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (column, row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, width - 1 - x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x), // left bottom
                };
                target[y * width + x] = source[row * stored.Width + column];
            }
        return view;
    }
}
