using Workbench.Display;
using Workbench.Ops;

namespace Workbench.Photos;

/// <summary>Lays heads over a plain colour: mask·image + (1 − mask)·colour, for photographs and renders alike.</summary>
public static class BackgroundRemoval
{
    private const double Nothing = 0.005;
    private const double Everything = 0.995;

    /// <summary>A photograph over a colour.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="mask">Bright where the head is; as large as the photograph.</param>
    /// <param name="colour">The colour.</param>
    /// <exception cref="ArgumentException">The mask has another size, or shows nothing.</exception>
    public static Picture Over(Picture photo, Picture mask, BackgroundColour colour)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Check(mask, photo);
        var value = colour switch { BackgroundColour.White => 255, BackgroundColour.Grey => 128, BackgroundColour.Black => 0, _ => throw new ArgumentOutOfRangeException(nameof(colour), colour, "Unknown colour.") };
        var result = new Picture(photo.Width, photo.Height);
        var source = photo.Pixels;
        var cover = mask.Pixels;
        var target = result.Pixels;
        for (var i = 0; i < target.Length; i += 4)
        {
            var share = PictureTensors.Grey(cover.Slice(i, 3)) * source[i + 3];
            for (var c = 0; c < 3; c++)
                target[i + c] = (byte)((source[i + c] * share + value * (65025 - share) + 32512) / 65025);
            target[i + 3] = 255;
        }
        return result;
    }

    /// <summary>Pictures of a generator over a colour: the same formula as for photographs.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="mask">Opacity, [N, 1, h, w]; resized to the picture.</param>
    /// <param name="colour">The colour.</param>
    /// <returns>[N, 3, H, W]</returns>
    public static Tensor Over(Tensor image, Tensor mask, BackgroundColour colour)
    {
        var s = Shape.Check(image, "N C H W", [("C", 3)]);
        Shape.Check(mask, "N C H W", [("N", s[0]), ("C", 1)]);
        using var scope = NewDisposeScope();
        var cover = mask.clamp(0, 1);
        if (cover.shape[2] != s[2] || cover.shape[3] != s[3])
            cover = Resize.Bilinear(cover, (int)s[2], (int)s[3], antialias: true);
        var value = colour switch { BackgroundColour.White => 1.0, BackgroundColour.Grey => 0, BackgroundColour.Black => -1, _ => throw new ArgumentOutOfRangeException(nameof(colour), colour, "Unknown colour.") };
        return (cover * image + (1 - cover) * value).MoveToOuterDisposeScope();
    }

    /// <summary>Says what is wrong with a mask.</summary>
    /// <exception cref="ArgumentException">It has another size than the photograph, or is dark everywhere.</exception>
    /// <returns>A warning when it is bright everywhere; null otherwise.</returns>
    public static string? Check(Picture mask, Picture photo)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(photo);
        if (mask.Width != photo.Width || mask.Height != photo.Height)
            throw new ArgumentException($"The mask has {mask.Width}×{mask.Height} pixels, the photograph {photo.Width}×{photo.Height} (after turning it upright): a mask must show the same pixels. Export it at the photograph's size.", nameof(mask));
        var sum = 0L;
        for (var i = 0; i < mask.Pixels.Length; i += 4)
            sum += PictureTensors.Grey(mask.Pixels.Slice(i, 3));
        var share = sum / (255.0 * mask.Width * mask.Height);
        if (share < Nothing)
            throw new ArgumentException("The mask is dark everywhere: it must be bright where the head is. Was the wrong file given, or a mask whose classes are small numbers? Multiply those so that the head becomes 255.", nameof(mask));
        return share > Everything ? "The mask is bright everywhere: it removes no background, and the outline of the head does not help to find the camera." : null;
    }
}
