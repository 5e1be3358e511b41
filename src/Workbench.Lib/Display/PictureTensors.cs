namespace Workbench.Display;

/// <summary>The way between tensors and pictures.</summary>
internal static class PictureTensors
{
    public static Picture Read(Tensor image, PixelRange range)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        var shape = image.shape;
        var single = shape.Length == 4 && shape[0] == 1 ? image[0] : image;
        return single.dim() == 3
            ? ReadBatch(single.unsqueeze(0), range)[0]
            : throw new ArgumentException($"image: expected [C, H, W] or [1, C, H, W], got [{string.Join(", ", shape)}]. For a batch call Picture.FromBatch.", nameof(image));
    }

    public static IReadOnlyList<Picture> ReadBatch(Tensor images, PixelRange range)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] is not (1 or 3 or 4))
            throw new ArgumentException($"images: expected [N, C, H, W] with 1, 3 or 4 channels, got [{string.Join(", ", shape)}].", nameof(images));
        if (shape[0] == 0)
            return [];
        if (shape[2] == 0 || shape[3] == 0)
            throw new ArgumentException($"images: [{string.Join(", ", shape)}] has no pixels.", nameof(images));
        var (channels, height, width) = (checked((int)shape[1]), checked((int)shape[2]), checked((int)shape[3]));
        var pictures = new List<Picture>();
        for (var n = 0L; n < shape[0]; n++)
        {
            using var step = NewDisposeScope();
            pictures.Add(ReadOne(images[n], range, channels, height, width));
        }
        return pictures;
    }

    private static Picture ReadOne(Tensor image, PixelRange range, int channels, int height, int width)
    {
        var values = image.detach().to(ScalarType.Float32).cpu().permute(1, 2, 0).contiguous(); // [H, W, C]
        var holes = values.isnan().any(2); // [H, W]
        // 0…1 is 255·v + 0.5, which is the signed formula at 2v − 1.
        var scaled = range == PixelRange.Signed ? values * 127.5 + 128 : values * 255 + 0.5;
        var bytes = scaled.nan_to_num(0, 255, 0).clamp(0, 255).to(ScalarType.Byte).contiguous().bytes;
        var picture = new Picture(width, height);
        var pixels = picture.Pixels;
        for (int i = 0, source = 0; i < pixels.Length; i += 4, source += channels)
        {
            var colour = channels > 2;
            pixels[i] = bytes[source];
            pixels[i + 1] = bytes[colour ? source + 1 : source];
            pixels[i + 2] = bytes[colour ? source + 2 : source];
            pixels[i + 3] = channels == 4 ? bytes[source + 3] : (byte)255;
        }
        if (holes.any().item<bool>())
            Mark(picture, holes.contiguous().bytes);
        return picture;
    }

    private static void Mark(Picture picture, ReadOnlySpan<byte> holes)
    {
        for (var i = 0; i < holes.Length; i++)
            if (holes[i] != 0)
                picture[i % picture.Width, i / picture.Width] = Colour.NotANumber;
    }

    public static Tensor Write(Picture picture, Colour background)
    {
        using var scope = NewDisposeScope();
        var pixels = picture.IsOpaque ? picture : picture.Over(background);
        var bytes = tensor(pixels.Pixels.ToArray(), [picture.Height, picture.Width, 4], ScalarType.Byte); // [H, W, 4]
        var colours = bytes[.., .., ..3].to(ScalarType.Float32).permute(2, 0, 1).unsqueeze(0); // [1, 3, H, W]
        return (colours / 127.5 - 1).contiguous().MoveToOuterDisposeScope();
    }

    public static Tensor WriteMask(Picture picture)
    {
        var brightness = new float[picture.Width * picture.Height];
        var pixels = picture.Pixels;
        for (var i = 0; i < brightness.Length; i++)
            brightness[i] = Grey(pixels.Slice(4 * i, 3)) / 255f;
        return tensor(brightness, [1, 1, picture.Height, picture.Width]);
    }

    // Rec. 601 in sixteenths of a bit, so that equal channels give exactly their value.
    internal static byte Grey(ReadOnlySpan<byte> rgb) => (byte)((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 32768) >> 16);
}
