using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Measures of an edit in one view. Pictures are 0…1, [3, H, W]; masks are 0 or 1, [H, W].</summary>
public static class PartMeasures
{
    private const int Bins = 8;

    /// <summary>What an edit must not touch: the target's foreground away from the part in any of the three pictures.</summary>
    /// <param name="foreground">Of the target.</param>
    /// <param name="radius">Pixels that the part is grown by, r.</param>
    /// <param name="parts">The part in target, reference and result.</param>
    /// <returns>[H, W], 0 or 1.</returns>
    public static Tensor Protected(Tensor foreground, int radius, params IReadOnlyList<Tensor> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var scope = NewDisposeScope();
        var any = parts.Aggregate((a, b) => a.maximum(b));
        return (foreground * (1 - Morphology.Dilate(any, 2 * radius + 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Mean absolute difference of two pictures over a region; NaN when it is empty.</summary>
    public static double L1(Tensor a, Tensor b, Tensor region)
    {
        using var scope = NewDisposeScope();
        return ((a - b).abs() * region).sum().ToDouble() / (3 * region.sum().ToDouble());
    }

    /// <summary>−10 log₁₀ of the mean squared difference over a region, at most 100 dB; NaN when the region is empty.</summary>
    public static double Psnr(Tensor a, Tensor b, Tensor region)
    {
        using var scope = NewDisposeScope();
        return -10 * Math.Log10(Math.Max(((a - b).square() * region).sum().ToDouble() / (3 * region.sum().ToDouble()), 1e-10));
    }

    /// <summary>Intersection over union; NaN when both are empty.</summary>
    public static double Iou(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return a.minimum(b).sum().ToDouble() / a.maximum(b).sum().ToDouble();
    }

    /// <summary>Distance of the mean CIE Lab colours of two regions; NaN when one is empty.</summary>
    public static double LabDelta(Tensor a, Tensor regionA, Tensor b, Tensor regionB)
    {
        using var scope = NewDisposeScope();
        return (Mean(a, regionA) - Mean(b, regionB)).norm().ToDouble();

        static Tensor Mean(Tensor image, Tensor region) => (LabPictures.FromUnit(image) * region).sum([1, 2]) / region.sum(); // [3]
    }

    /// <summary>Intersection of the colour histograms (8×8×8) of two regions, 0…1; NaN when one is empty.</summary>
    public static double HistogramIntersection(Tensor a, Tensor regionA, Tensor b, Tensor regionB)
    {
        using var scope = NewDisposeScope();
        return Histogram(a, regionA).minimum(Histogram(b, regionB)).sum().ToDouble();

        static Tensor Histogram(Tensor image, Tensor region)
        {
            var bin = (image * Bins).floor().clamp(0, Bins - 1).to(ScalarType.Int64); // [3, H, W]
            var index = ((bin[0] * Bins + bin[1]) * Bins + bin[2]).reshape(-1);
            var counts = zeros(Bins * Bins * Bins, ScalarType.Float32, image.device);
            counts.scatter_add_(0, index, region.reshape(-1));
            return counts / counts.sum();
        }
    }

    /// <summary>Mean gradient of the brightness along the outline of a part; NaN when there is none.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="part">The part.</param>
    /// <param name="foreground">Where the head is.</param>
    /// <param name="radius">Half the width of the band, pixels.</param>
    public static double BandGradient(Tensor image, Tensor part, Tensor foreground, int radius)
    {
        using var scope = NewDisposeScope();
        var band = (Morphology.Dilate(part, 2 * radius + 1) - Morphology.Erode(part, 2 * radius + 1)) * foreground;
        var luma = 0.299 * image[0] + 0.587 * image[1] + 0.114 * image[2]; // [H, W]
        var dx = nn.functional.pad(luma[.., 1..] - luma[.., ..^1], [0, 1]);
        var dy = nn.functional.pad(luma[1..] - luma[..^1], [0, 0, 0, 1]);
        return ((dx.square() + dy.square()).sqrt() * band).sum().ToDouble() / band.sum().ToDouble();
    }

    /// <summary>How much of the edited part lies where neither head has it, 0…1; NaN when the edited part is empty.</summary>
    /// <param name="edited">The part in the result.</param>
    /// <param name="target">The part in the target.</param>
    /// <param name="reference">The part in the reference.</param>
    /// <param name="radius">Pixels of tolerance.</param>
    public static double Spill(Tensor edited, Tensor target, Tensor reference, int radius)
    {
        using var scope = NewDisposeScope();
        var allowed = Morphology.Dilate(target.maximum(reference), 2 * radius + 1);
        return (edited * (1 - allowed)).sum().ToDouble() / edited.sum().ToDouble();
    }
}
