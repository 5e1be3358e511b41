namespace Workbench.Ops;

/// <summary>How an image is low-pass filtered on its way to another size.</summary>
public enum ResizeFilter
{
    /// <summary>Bilinear kernel that widens when shrinking.</summary>
    Antialiased,

    /// <summary>Plain bilinear reading, which aliases when shrinking.</summary>
    None,

    /// <summary>The image doubled by a [1,3,3,1] filter, read by plain bilinear interpolation at twice the wanted size and a border, then filtered, halved and freed from the border.</summary>
    Classic,
}

/// <summary>Resizes square images as the discriminators of EG3D and PanoHead do.</summary>
public static class FilteredResize
{
    /// <summary>Resizes.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="size">New height and width.</param>
    /// <param name="filter">How to filter.</param>
    /// <returns>[N, C, size, size]</returns>
    public static Tensor Apply(Tensor x, int size, ResizeFilter filter = ResizeFilter.Antialiased)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (filter != ResizeFilter.Classic)
            return Resize.Bilinear(x, size, size, antialias: filter == ResizeFilter.Antialiased);
        using var scope = NewDisposeScope();
        var taps = UpFirDn.Filter([1, 3, 3, 1]).to(x.device);
        var border = 2 * size + 2;
        var twice = Resize.Bilinear(UpFirDn.Upsample2d(x, taps), border, border, antialias: false); // [N, C, 2·size + 2, 2·size + 2]
        return UpFirDn.Downsample2d(twice, taps, padding: -1, flipFilter: true).MoveToOuterDisposeScope();
    }

    /// <summary>Mixes the aliased and the antialiased result.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="size">New height and width.</param>
    /// <param name="antialiasing">Share of the antialiased result, 0…1.</param>
    /// <returns>[N, C, size, size]</returns>
    public static Tensor Blend(Tensor x, int size, double antialiasing)
    {
        using var scope = NewDisposeScope();
        var (aliased, filtered) = (Apply(x, size, ResizeFilter.None), Apply(x, size));
        return aliased.lerp(filtered, antialiasing).MoveToOuterDisposeScope();
    }
}
