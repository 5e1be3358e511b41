namespace Workbench.Ops;

/// <summary>Blurs images with a bell-shaped kernel, as discriminators see them early in training (StyleGAN3, EG3D §4).</summary>
/// <remarks>Taps 2^(−(i/σ)²) for |i| ≤ ⌊3σ⌋, divided by their sum: a Gaussian of standard deviation σ/√(2·ln 2). Outside the image is black.</remarks>
public static class Blur
{
    /// <summary>Taps of one direction.</summary>
    /// <param name="sigma">σ, pixels, not negative.</param>
    /// <returns>[2⌊3σ⌋ + 1], sums to 1; a single 1 when σ is below a third of a pixel.</returns>
    public static Tensor Kernel(double sigma)
    {
        var reach = Reach(sigma);
        using var scope = NewDisposeScope();
        if (reach == 0)
            return ones(1).MoveToOuterDisposeScope();
        var taps = (arange(-reach, reach + 1, ScalarType.Float32) / sigma).square().neg().exp2();
        return (taps / taps.sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Blurs along x and then y.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="sigma">σ, pixels; below a third of a pixel nothing changes.</param>
    /// <returns>[N, C, H, W]</returns>
    public static Tensor Apply(Tensor x, double sigma)
    {
        Shape.Check(x, "N C H W");
        if (Reach(sigma) == 0)
            return x.alias();
        using var scope = NewDisposeScope();
        return UpFirDn.Filter2d(x, Kernel(sigma).to(x.device)).MoveToOuterDisposeScope();
    }

    private static long Reach(double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        return double.IsFinite(sigma) ? (long)Math.Floor(sigma * 3) : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The width of the blur must be finite.");
    }
}
