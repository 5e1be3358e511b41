using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>Distances of pictures pixel by pixel, with an optional map of how little each pixel of the target may be trusted.</summary>
public static class PixelLoss
{
    /// <summary>L2: the mean squared difference over batch, channels and pixels.</summary>
    /// <param name="image">[N, C, H, W]</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Squared(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Difference(image, target).square().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Smooth L1 with β = 1: the mean of d²/2 where |d| &lt; 1 and |d| − 1/2 elsewhere.</summary>
    /// <param name="image">[N, C, H, W]</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor SmoothAbsolute(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Smooth(Difference(image, target)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>TriPlaneNet's comparison of a mirrored view with the mirrored photograph: errors count less where the face is not symmetric.</summary>
    /// <remarks>
    /// With e the error of a pixel, averaged over its channels, and c the map: the mean of e/(c + 1); normalised, per picture mean(e/(c + 1)) / mean(1/(c + 1)), then the mean over the batch.
    /// Without a map c = 0 and both are the plain mean.
    /// </remarks>
    /// <param name="image">Render at the mirrored camera, [N, C, H, W].</param>
    /// <param name="target">The mirrored photograph, the same shape.</param>
    /// <param name="distrust">c ≥ 0, mirrored like the photograph, [N, H, W]; larger where the face is less symmetric. Null for none.</param>
    /// <param name="error">What e is.</param>
    /// <param name="normalized">Divides by the mean weight of each picture.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Mirror(Tensor image, Tensor target, Tensor? distrust = null, PixelError error = PixelError.Squared, bool normalized = false)
    {
        using var scope = NewDisposeScope();
        var difference = Difference(image, target);
        var errors = Errors(difference, error).mean([1]); // [N, H, W]
        if (distrust is null)
            return errors.mean().MoveToOuterDisposeScope();
        var s = errors.shape;
        Shape.Check(distrust, "N H W", [("N", s[0]), ("H", s[1]), ("W", s[2])]);
        var weights = (distrust + 1).reciprocal(); // [N, H, W]
        var weighted = errors * weights;
        return (normalized ? (weighted.mean([1, 2]) / weights.mean([1, 2])).mean() : weighted.mean()).MoveToOuterDisposeScope();
    }

    private static Tensor Errors(Tensor difference, PixelError error) => error switch
    {
        PixelError.Squared => difference.square(),
        PixelError.SmoothAbsolute => Smooth(difference),
        PixelError.Absolute => difference.abs(),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Name one of the errors of PixelError."),
    };

    private static Tensor Smooth(Tensor difference)
    {
        var size = difference.abs();
        return where(size.lt(1), difference.square() * 0.5, size - 0.5);
    }

    private static Tensor Difference(Tensor image, Tensor target) => image.shape.AsSpan().SequenceEqual(target.shape)
        ? image - target
        : throw new ArgumentException($"target: it is [{string.Join(", ", target.shape)}], the image [{string.Join(", ", image.shape)}]; bring both to one size first.", nameof(target));
}

/// <summary>The error of one pixel.</summary>
public enum PixelError
{
    /// <summary>d²</summary>
    Squared,

    /// <summary>d²/2 where |d| &lt; 1, |d| − 1/2 elsewhere.</summary>
    SmoothAbsolute,

    /// <summary>|d|</summary>
    Absolute,
}
