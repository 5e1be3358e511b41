using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>Classical measures of how alike two pictures are, one number a pair.</summary>
public static class ImageQuality
{
    private const int Window = 11;
    private const double Sigma = 1.5;
    private const double K1 = 0.01, K2 = 0.03;

    /// <summary>Mean squared difference over channels and pixels.</summary>
    /// <param name="image">[N, C, H, W]</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N]</returns>
    public static Tensor SquaredError(Tensor image, Tensor target)
    {
        CheckPair(image, target);
        using var scope = NewDisposeScope();
        return (image - target).square().mean([1, 2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Peak signal-to-noise ratio, decibels: 10 log₁₀(range²/L2); infinite for equal pictures.</summary>
    /// <param name="image">[N, C, H, W]</param>
    /// <param name="target">The same shape.</param>
    /// <param name="range">Largest minus smallest possible value: 2 for −1…1.</param>
    /// <returns>[N]</returns>
    public static Tensor PeakSignalToNoise(Tensor image, Tensor target, double range = 2)
    {
        using var scope = NewDisposeScope();
        return (SquaredError(image, target).reciprocal() * (range * range)).log10().mul(10).MoveToOuterDisposeScope();
    }

    /// <summary>Structural similarity (Wang et al. 2004): Gaussian windows of 11 pixels, σ 1.5, K₁ 0.01, K₂ 0.03, whole windows only, mean over channels and positions; 1 for equal pictures.</summary>
    /// <param name="image">[N, C, H, W], at least 11 pixels a side.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="range">Largest minus smallest possible value: 2 for −1…1.</param>
    /// <returns>[N]</returns>
    public static Tensor StructuralSimilarity(Tensor image, Tensor target, double range = 2)
    {
        CheckPair(image, target);
        if (image.shape[2] < Window || image.shape[3] < Window)
            throw new ArgumentException($"image: structural similarity needs at least {Window} pixels a side, got {image.shape[2]}×{image.shape[3]}.", nameof(image));
        using var scope = NewDisposeScope();
        var (c1, c2) = (K1 * K1 * range * range, K2 * K2 * range * range);
        var (x, y) = (Blurred(image), Blurred(target));
        var (xx, yy, xy) = (x.square(), y.square(), x * y);
        var (varianceX, varianceY, covariance) = (Blurred(image.square()) - xx, Blurred(target.square()) - yy, Blurred(image * target) - xy);
        var similarity = (xy * 2 + c1) * (covariance * 2 + c2) / ((xx + yy + c1) * (varianceX + varianceY + c2));
        return similarity.mean([1, 2, 3]).MoveToOuterDisposeScope();
    }

    // Separable; no border.
    private static Tensor Blurred(Tensor x)
    {
        using var scope = NewDisposeScope();
        var s = x.shape;
        var offsets = arange(Window, dtype: ScalarType.Float64, device: x.device) - Window / 2;
        var kernel = (offsets.square() / (-2 * Sigma * Sigma)).exp();
        kernel = (kernel / kernel.sum()).to(x.dtype);
        var planes = x.reshape(-1, 1, s[2], s[3]); // [N·C, 1, H, W]
        var blurred = nn.functional.conv2d(nn.functional.conv2d(planes, kernel.view(1, 1, 1, Window)), kernel.view(1, 1, Window, 1));
        return blurred.view(s[0], s[1], s[2] - Window + 1, s[3] - Window + 1).MoveToOuterDisposeScope();
    }

    private static void CheckPair(Tensor image, Tensor target)
    {
        Shape.Check(image, "N C H W");
        if (!image.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"target: it is [{string.Join(", ", target.shape)}], the image [{string.Join(", ", image.shape)}]; bring both to one size first.", nameof(target));
    }
}
