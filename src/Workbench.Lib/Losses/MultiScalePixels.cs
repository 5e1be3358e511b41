using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>A pixel distance at several scales: the mean squared difference of every band of a Laplacian pyramid, added up.</summary>
/// <remarks>
/// Needs no weights. Band k is the picture, averaged k times over 2×2 pixels, less the enlarged next coarser one; the last band is the coarsest picture itself.
/// All bands weigh the same, so edges count although they cover few pixels (Bojanowski et al. 2018 use such a pyramid to fit latent codes).
/// It sees no identity and no texture statistics: a perceptual network gives sharper inversions.
/// </remarks>
public sealed class MultiScalePixels : IFeatureNetwork
{
    private const int CoarsestSide = 8;

    private readonly int _bands;

    /// <summary>Creates the distance.</summary>
    /// <param name="bands">Most bands, at least 1; pictures below 8 pixels are not divided further. One band is the plain mean squared difference.</param>
    public MultiScalePixels(int bands = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        _bands = bands;
    }

    /// <inheritdoc/>
    public string Name => $"{_bands}-band pixel pyramid";

    /// <inheritdoc/>
    public Tensor Features(Tensor imageSigned)
    {
        Shape.Check(imageSigned, "N C H W");
        using var scope = NewDisposeScope();
        var bands = new List<Tensor>(_bands);
        var image = imageSigned;
        while (bands.Count + 1 < _bands && Math.Min(image.shape[2], image.shape[3]) >= 2 * CoarsestSide)
        {
            var coarser = nn.functional.avg_pool2d(image, 2); // [N, C, H/2, W/2]
            bands.Add(Scaled(image - Resize.Bilinear(coarser, (int)image.shape[2], (int)image.shape[3], antialias: false)));
            image = coarser;
        }
        bands.Add(Scaled(image));
        return cat(bands, 1).MoveToOuterDisposeScope(); // [N, F]
    }

    // The squared length of the result is the mean square of the band.
    private static Tensor Scaled(Tensor band) => band.flatten(1) / Math.Sqrt(band.shape[1] * band.shape[2] * band.shape[3]);
}
