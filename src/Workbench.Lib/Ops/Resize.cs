namespace Workbench.Ops;

/// <summary>Image resampling to a given size with half-pixel centres.</summary>
public static class Resize
{
    /// <summary>Bilinear; with <paramref name="antialias"/> the kernel widens by the scale when shrinking.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="height">New height.</param>
    /// <param name="width">New width.</param>
    /// <param name="antialias">Whether to filter when shrinking.</param>
    public static Tensor Bilinear(Tensor x, int height, int width, bool antialias)
    {
        var sizes = Shape.Check(x, "N C H W");
        return sizes[2] == height && sizes[3] == width
            ? x.alias()
            : nn.functional.interpolate(x, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: antialias);
    }

    /// <summary>Average of the covered pixels.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="height">New height.</param>
    /// <param name="width">New width.</param>
    public static Tensor Area(Tensor x, int height, int width) => nn.functional.interpolate(x, [height, width], mode: InterpolationMode.Area);
}
