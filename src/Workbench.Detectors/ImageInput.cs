using Workbench.Display;

namespace Workbench.Detectors;

/// <summary>How a picture is written into the input of a network: (value − mean)·scale for values 0…255.</summary>
/// <param name="Mean">Subtracted, red, green, blue.</param>
/// <param name="Scale">Factor, red, green, blue.</param>
/// <param name="BlueFirst">Whether the channels are blue, green, red.</param>
public sealed record ImageInput((float R, float G, float B) Mean, (float R, float G, float B) Scale, bool BlueFirst = false)
{
    /// <summary>0…255, blue first: OpenCV's networks such as YuNet.</summary>
    public static ImageInput Bytes { get; } = new((0, 0, 0), (1, 1, 1), BlueFirst: true);

    /// <summary>0…1.</summary>
    public static ImageInput Unit { get; } = new((0, 0, 0), (1 / 255f, 1 / 255f, 1 / 255f));

    /// <summary>−1…1, (value − 127.5)/127.5: MODNet and many others.</summary>
    public static ImageInput Signed { get; } = new((127.5f, 127.5f, 127.5f), (1 / 127.5f, 1 / 127.5f, 1 / 127.5f));

    /// <summary>(value − 127.5)/128: SCRFD and the other detectors of InsightFace.</summary>
    public static ImageInput InsightFace { get; } = new((127.5f, 127.5f, 127.5f), (1 / 128f, 1 / 128f, 1 / 128f));

    /// <summary>Mean and deviation of ImageNet: BiSeNet face parsers, U²-Net.</summary>
    public static ImageInput ImageNet { get; } = new((123.675f, 116.28f, 103.53f), (1 / 58.395f, 1 / 57.12f, 1 / 57.375f));

    /// <summary>Writes a picture, [1, 3, H, W]; transparent parts lie over white.</summary>
    /// <param name="picture">The picture, of the network's size.</param>
    public OnnxTensor Write(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var pixels = picture.Over(Colour.White).Pixels;
        var plane = picture.Width * picture.Height;
        var values = new float[3 * plane];
        var (red, blue) = BlueFirst ? (2, 0) : (0, 2);
        for (var i = 0; i < plane; i++)
        {
            values[red * plane + i] = (pixels[4 * i] - Mean.R) * Scale.R;
            values[plane + i] = (pixels[4 * i + 1] - Mean.G) * Scale.G;
            values[blue * plane + i] = (pixels[4 * i + 2] - Mean.B) * Scale.B;
        }
        return new OnnxTensor([1, 3, picture.Height, picture.Width], values);
    }
}
