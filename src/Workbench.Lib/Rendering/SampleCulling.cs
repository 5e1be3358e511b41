namespace Workbench.Rendering;

/// <summary>Empties samples that lie in the margin of the box or in thin fog.</summary>
public static class SampleCulling
{
    private const double Empty = -1000;
    private const double Solid = 1000;

    /// <summary>True where a sample is cropped: |x| or |z| beyond half the box less the margin.</summary>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <param name="boxSize">Side of the box.</param>
    /// <param name="margin">Margin; 0 crops nothing.</param>
    /// <returns>[N, M, 1]</returns>
    public static Tensor Cropped(Tensor points, double boxSize, double margin)
    {
        using var scope = NewDisposeScope();
        if (margin == 0)
            return zeros_like(points[.., .., ..1], ScalarType.Bool).MoveToOuterDisposeScope();
        var limit = boxSize / 2 - margin;
        var (x, z) = (points[.., .., ..1].abs(), points[.., .., 2..].abs());
        return (x > limit).logical_or(z > limit).MoveToOuterDisposeScope();
    }

    /// <summary>True where the opacity of a unit step lies below the threshold.</summary>
    /// <param name="densities">Raw densities, any shape.</param>
    /// <param name="threshold">0…1.</param>
    public static Tensor Thin(Tensor densities, double threshold)
    {
        using var scope = NewDisposeScope();
        var opacity = 1 - exp(-nn.functional.softplus(densities - 1, 1, 20));
        return (opacity < threshold).MoveToOuterDisposeScope();
    }

    /// <summary>Applies crop, binarisation and culling.</summary>
    /// <param name="densities">Raw densities, [N, M, 1].</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <param name="boxSize">Side of the box.</param>
    /// <param name="config">Thresholds.</param>
    public static Tensor Apply(Tensor densities, Tensor points, double boxSize, RenderingConfig config)
    {
        using var scope = NewDisposeScope();
        var kept = densities.alias();
        if (config.CropMargin != 0)
            kept = kept.masked_fill(Cropped(points, boxSize, config.CropMargin), Empty);
        if (config.BinarizeAt is { } level)
        {
            var thin = Thin(kept, level);
            kept = kept.masked_fill(thin, Empty).masked_fill(thin.logical_not(), Solid);
        }
        else if (config.CullBelow is { } threshold)
        {
            kept = kept.masked_fill(Thin(kept, threshold), Empty);
        }
        return kept.MoveToOuterDisposeScope();
    }
}
