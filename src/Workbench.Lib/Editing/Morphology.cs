using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Growing, shrinking and blurring of masks on planes: in two dimensions per plane and slice, never along the depth.</summary>
/// <remarks>Masks are [..., H, W]. Blurs reflect at the border without repeating the edge; growing and shrinking act as if the border were repeated.</remarks>
internal static class Morphology
{
    /// <summary>Normalised samples of exp(−x²/2σ²) at integer offsets.</summary>
    /// <returns>[taps]</returns>
    public static Tensor Kernel(int taps, double sigma)
    {
        using var scope = NewDisposeScope();
        var offsets = arange(taps, ScalarType.Float64) - taps / 2;
        var weights = (offsets.square() / (-2 * sigma * sigma)).exp();
        return (weights / weights.sum()).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Gaussian blur.</summary>
    /// <exception cref="ArgumentException">The plane is too small for the kernel.</exception>
    public static Tensor Blur(Tensor mask, int taps, double sigma)
    {
        using var scope = NewDisposeScope();
        var (reach, s) = (taps / 2, mask.shape);
        if (s[^1] <= reach || s[^2] <= reach)
            throw new ArgumentException($"A blur of {taps} taps needs planes of more than {reach} cells a side, got {s[^2]}×{s[^1]}. Choose a smaller feather.", nameof(mask));
        var kernel = Kernel(taps, sigma).to(mask.device).to(mask.dtype);
        var padded = nn.functional.pad(mask.reshape(-1, 1, s[^2], s[^1]), [reach, reach, reach, reach], PaddingModes.Reflect);
        var blurred = nn.functional.conv2d(nn.functional.conv2d(padded, kernel.view(1, 1, 1, taps)), kernel.view(1, 1, taps, 1));
        return blurred.view(s).MoveToOuterDisposeScope();
    }

    /// <summary>Largest value within a square.</summary>
    public static Tensor Dilate(Tensor mask, int size)
    {
        using var scope = NewDisposeScope();
        var s = mask.shape;
        return nn.functional.max_pool2d(mask.reshape(-1, 1, s[^2], s[^1]), [size, size], [1, 1], [size / 2, size / 2]).view(s).MoveToOuterDisposeScope();
    }

    /// <summary>Smallest value within a square.</summary>
    public static Tensor Erode(Tensor mask, int size)
    {
        using var scope = NewDisposeScope();
        return (1 - Dilate(1 - mask, size)).MoveToOuterDisposeScope();
    }

    /// <summary>Feather: a Gaussian of σ cells in 2⌈2σ⌉ + 1 taps; 0 changes nothing.</summary>
    public static Tensor Feather(Tensor mask, double sigma) =>
        sigma > 0 ? Blur(mask, 2 * (int)Math.Ceiling(2 * sigma) + 1, sigma) : mask.alias();

    /// <summary>Growth by cells, shrinking when negative.</summary>
    public static Tensor Grow(Tensor mask, int cells) => cells switch
    {
        > 0 => Dilate(mask, 2 * cells + 1),
        < 0 => Erode(mask, -2 * cells + 1),
        _ => mask.alias(),
    };
}
