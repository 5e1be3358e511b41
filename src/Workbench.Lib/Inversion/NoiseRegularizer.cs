using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>Keeps optimised noise images noise: no picture may hide in them (StyleGAN2, appendix D).</summary>
public static class NoiseRegularizer
{
    private const int CoarsestSide = 8;

    /// <summary>How much neighbouring pixels of a noise image resemble each other, at every scale down to 8 pixels. Differentiable.</summary>
    /// <remarks>At each scale mean(n · n shifted by one column)² + mean(n · n shifted by one row)², then 2×2 averages. White noise has a value near 0.</remarks>
    /// <param name="noise">[R, R]</param>
    /// <returns>A scalar, ≥ 0.</returns>
    public static Tensor Penalty(Tensor noise)
    {
        var side = Shape.Check(noise, "R R", advice: "A noise image is square.")[0];
        using var scope = NewDisposeScope();
        var image = noise.unsqueeze(0).unsqueeze(0); // [1, 1, R, R]
        var penalty = Correlation(image, 3) + Correlation(image, 2);
        for (; side > CoarsestSide; side /= 2)
        {
            image = nn.functional.avg_pool2d(image, 2);
            penalty = penalty + Correlation(image, 3) + Correlation(image, 2);
        }
        return penalty.MoveToOuterDisposeScope();
    }

    /// <summary>A noise image with mean 0 and root mean square 1.</summary>
    /// <param name="noise">Any shape; must not be constant.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Normalize(Tensor noise)
    {
        using var scope = NewDisposeScope();
        var centred = noise - noise.mean();
        return (centred * centred.square().mean().rsqrt()).MoveToOuterDisposeScope();
    }

    private static Tensor Correlation(Tensor image, int axis) => (image * image.roll(1, axis)).mean().square();
}
