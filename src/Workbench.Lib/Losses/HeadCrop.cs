using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>How a picture of a centred head becomes the input of an identity network: the middle three quarters, averaged to its size. No landmarks are needed, so that every side of a head is treated alike.</summary>
public static class HeadCrop
{
    /// <summary>Share of a side that is kept.</summary>
    public const double Share = 0.75;

    /// <summary>Cuts and reduces; pictures of 64 and 128 pixels give 48 without resampling.</summary>
    /// <param name="image">Heads in the middle of the picture, as the standard camera sees them, [N, 3, H, H], −1…1.</param>
    /// <param name="outputSide">Pixels a side of the result.</param>
    /// <returns>[N, 3, outputSide, outputSide]</returns>
    /// <exception cref="ArgumentException">The pictures are not square, or the part that is kept has fewer pixels than the result.</exception>
    public static Tensor Apply(Tensor image, int outputSide)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] != sizes[3])
            throw new ArgumentException($"image: expected square pictures of heads, got {sizes[2]}×{sizes[3]}.", nameof(image));
        var kept = (long)(sizes[2] * Share);
        if (kept < outputSide)
            throw new ArgumentException($"image: {sizes[2]} pixels a side are too few; the network wants {outputSide} from the middle {Share:p0}, so at least {Math.Ceiling(outputSide / Share)}.", nameof(image));
        using var scope = NewDisposeScope();
        var first = (sizes[2] - kept) / 2;
        var head = image.narrow(2, first, kept).narrow(3, first, kept);
        return (kept == outputSide ? head.contiguous() : nn.functional.adaptive_avg_pool2d(head, outputSide)).alias().MoveToOuterDisposeScope();
    }
}
