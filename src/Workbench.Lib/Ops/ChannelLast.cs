namespace Workbench.Ops;

/// <summary>Images [N, C, H, W] whose channels lie side by side in memory, pixel after pixel; libtorch calls this order channels_last and keeps it through convolutions.</summary>
internal static class ChannelLast
{
    /// <summary>The pixels of an image as a contiguous tensor; a view when the image lies in this order.</summary>
    /// <param name="image">[N, C, H, W]</param>
    /// <returns>[N, H, W, C]</returns>
    public static Tensor Pixels(Tensor image) => image.permute(0, 2, 3, 1).contiguous();

    /// <summary>Pixels seen as an image, without copying.</summary>
    /// <param name="pixels">[N, H, W, C]</param>
    /// <returns>[N, C, H, W]</returns>
    public static Tensor Image(Tensor pixels) => pixels.permute(0, 3, 1, 2);

    /// <summary>The widest native register whose floats divide the channels: 16, 8 or 4; 0 for none.</summary>
    public static int Lanes(long channels)
    {
        var lanes = Simd.Width;
        while (lanes >= 4 && channels % lanes != 0)
            lanes /= 2;
        return lanes >= 4 ? lanes : 0;
    }
}
