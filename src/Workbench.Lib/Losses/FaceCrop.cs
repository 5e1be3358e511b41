using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>How an aligned portrait becomes the input of a face recognition network (pSp and its descendants).</summary>
/// <remarks>
/// Reduced to 256 pixels by averaging if larger; rows 35…222 and columns 32…219; then averaged to 112×112 in windows that overlap, since 188/112 is no integer:
/// output i covers ⌊i·188/112⌋ … ⌈(i + 1)·188/112⌉ − 1. Smaller pictures are cut at the same proportions.
/// </remarks>
public static class FaceCrop
{
    private const int Side = 256;
    private const int Top = 35, Left = 32, Extent = 188;

    /// <summary>Cuts and reduces.</summary>
    /// <param name="image">Aligned portraits, [N, 3, H, H], −1…1.</param>
    /// <param name="outputSide">Pixels a side of the result.</param>
    /// <returns>[N, 3, outputSide, outputSide]</returns>
    public static Tensor Apply(Tensor image, int outputSide = 112)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] != sizes[3])
            throw new ArgumentException($"image: expected square aligned portraits, got {sizes[2]}×{sizes[3]}.", nameof(image));
        using var scope = NewDisposeScope();
        var portrait = sizes[2] > Side ? nn.functional.adaptive_avg_pool2d(image, Side) : image;
        var side = portrait.shape[2];
        var (top, left, extent) = (Top * side / Side, Left * side / Side, Extent * side / Side);
        var face = portrait.narrow(2, top, extent).narrow(3, left, extent);
        return nn.functional.adaptive_avg_pool2d(face, outputSide).alias().MoveToOuterDisposeScope();
    }
}
