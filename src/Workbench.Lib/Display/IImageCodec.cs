namespace Workbench.Display;

/// <summary>The formats that images are written in.</summary>
public enum ImageFormat
{
    /// <summary>Lossless, with opacity.</summary>
    Png,

    /// <summary>Lossy, opaque: transparent parts lie over white.</summary>
    Jpeg,

    /// <summary>Lossy below quality 100, lossless at 100, with opacity.</summary>
    WebP,
}

/// <summary>Reads and writes image files: the seam behind which a library for image formats stands.</summary>
public interface IImageCodec
{
    /// <summary>Reads one image, upright.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ImageFormatException">The data is no image that can be read.</exception>
    Picture Decode(ReadOnlySpan<byte> data, string name);

    /// <summary>Writes one image.</summary>
    /// <param name="picture">The image.</param>
    /// <param name="format">The format.</param>
    /// <param name="quality">0…100; PNG ignores it.</param>
    byte[] Encode(Picture picture, ImageFormat format, int quality = 92);
}

/// <summary>The codec in use, and what every codec can do with files.</summary>
public static class ImageCodec
{
    private const long MaximumFileBytes = 1L << 30;

    /// <summary>The codec that pictures are read and written with; SkiaSharp unless another is set.</summary>
    public static IImageCodec Current { get; set; } = new SkiaCodec();

    /// <summary>Reads an image file, upright.</summary>
    /// <exception cref="ImageFormatException">The file is no image that can be read.</exception>
    public static Picture Read(this IImageCodec codec, string path)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.CanSeek && stream.Length > MaximumFileBytes)
            throw new ImageFormatException(path, ImageFault.TooLarge, $"the file has {stream.Length} bytes; images of more than {MaximumFileBytes} bytes are not read.");
        if (stream.CanSeek)
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return codec.Decode(bytes, path);
        }
        throw new ImageFormatException(path, ImageFault.UnknownFormat, "this is not an ordinary file.");
    }

    /// <summary>Writes an image file; the extension picks the format.</summary>
    /// <exception cref="ArgumentException">The extension is none of .png, .jpg, .jpeg, .webp.</exception>
    public static void Write(this IImageCodec codec, Picture picture, string path, int quality = 92)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var data = codec.Encode(picture, FormatOf(path), quality);
        WholeFile.Write(path, stream => stream.Write(data));
    }

    /// <summary>The format that a file name asks for.</summary>
    /// <exception cref="ArgumentException">The extension is none of .png, .jpg, .jpeg, .webp.</exception>
    public static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.WebP,
        var other => throw new ArgumentException($"path: images are written as .png, .jpg or .webp; '{path}' ends in '{other}'.", nameof(path)),
    };
}
