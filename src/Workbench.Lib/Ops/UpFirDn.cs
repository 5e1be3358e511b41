namespace Workbench.Ops;

/// <summary>Pixels added (negative: removed) around an image.</summary>
public readonly record struct Margins(int Left, int Right, int Top, int Bottom)
{
    /// <summary>The same on all four sides.</summary>
    public static Margins All(int amount) => new(amount, amount, amount, amount);

    /// <summary>One amount before (left, top) and one after (right, bottom).</summary>
    public static Margins Around(int before, int after) => new(before, after, before, after);
}

/// <summary>Up-sampling, filtering and down-sampling of images in one step (StyleGAN2 appendix B).</summary>
/// <remarks>Zeros are inserted after every sample, the image is padded, every channel is convolved with the filter, and every n-th sample is kept, starting at index 0.</remarks>
public static class UpFirDn
{
    /// <summary>A filter ready for use: fewer than 8 taps become a square by the outer product, 8 or more stay separable.</summary>
    /// <param name="taps">The taps of one direction.</param>
    /// <param name="normalize">Divide by the sum.</param>
    /// <param name="flip">Reverse both directions.</param>
    /// <param name="gain">Total gain; a separable filter carries its square root.</param>
    /// <returns>[k, k], or [k] when separable; float32.</returns>
    public static Tensor Filter(ReadOnlySpan<float> taps, bool normalize = true, bool flip = false, double gain = 1)
    {
        using var scope = NewDisposeScope();
        var filter = tensor(taps.ToArray());
        if (taps.Length < 8)
            filter = filter.outer(filter);
        if (normalize)
            filter = filter / filter.sum();
        if (flip)
            filter = filter.flip([.. Enumerable.Range(0, (int)filter.dim()).Select(d => (long)d)]);
        return (filter * Math.Pow(gain, filter.dim() / 2.0)).MoveToOuterDisposeScope();
    }

    /// <summary>Up-samples, filters and down-samples every channel.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="filter">[kh, kw], [k] for a separable filter, or null for none.</param>
    /// <param name="up">Up-sampling factors along x and y.</param>
    /// <param name="down">Down-sampling factors along x and y.</param>
    /// <param name="padding">Margins of the up-sampled image; negative values crop.</param>
    /// <param name="flipFilter">False convolves, true correlates.</param>
    /// <param name="gain">Factor of the result.</param>
    /// <returns>[N, C, (H·upY + top + bottom − kh)/downY + 1, …]</returns>
    public static Tensor Apply(Tensor x, Tensor? filter, (int X, int Y) up, (int X, int Y) down, Margins padding = default, bool flipFilter = false, double gain = 1)
    {
        var sizes = Shape.Check(x, "N C H W");
        var (batch, channels, height, width) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        using var scope = NewDisposeScope();
        var y = x.alias();
        if (up != (1, 1))
        {
            y = y.reshape(batch, channels, height, 1, width, 1);
            y = nn.functional.pad(y, [0, up.X - 1, 0, 0, 0, up.Y - 1]); // [N, C, H, upY, W, upX]
            y = y.reshape(batch, channels, height * up.Y, width * up.X);
        }
        if (padding != default)
            y = nn.functional.pad(y, [padding.Left, padding.Right, padding.Top, padding.Bottom]);
        if (filter is null)
            y = gain == 1 ? y : y * gain;
        else if (filter.dim() == 2)
            y = Convolve(y, filter, flipFilter, gain);
        else
            y = Convolve(Convolve(y, filter.unsqueeze(0), flipFilter, Math.Sqrt(gain)), filter.unsqueeze(1), flipFilter, Math.Sqrt(gain));
        if (down != (1, 1))
            y = y[.., .., TensorIndex.Slice(step: down.Y), TensorIndex.Slice(step: down.X)];
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Filters without changing the size.</summary>
    public static Tensor Filter2d(Tensor x, Tensor filter, int padding = 0, bool flipFilter = false, double gain = 1)
    {
        var (height, width) = Size(filter);
        var pad = new Margins(padding + width / 2, padding + (width - 1) / 2, padding + height / 2, padding + (height - 1) / 2);
        return Apply(x, filter, (1, 1), (1, 1), pad, flipFilter, gain);
    }

    /// <summary>Enlarges by an integer factor; the mean is kept.</summary>
    public static Tensor Upsample2d(Tensor x, Tensor filter, int factor = 2, int padding = 0, bool flipFilter = false, double gain = 1)
    {
        var (height, width) = Size(filter);
        var pad = new Margins(
            padding + (width + factor - 1) / 2, padding + (width - factor) / 2,
            padding + (height + factor - 1) / 2, padding + (height - factor) / 2);
        return Apply(x, filter, (factor, factor), (1, 1), pad, flipFilter, gain * factor * factor);
    }

    /// <summary>Shrinks by an integer factor; the mean is kept.</summary>
    public static Tensor Downsample2d(Tensor x, Tensor filter, int factor = 2, int padding = 0, bool flipFilter = false, double gain = 1)
    {
        var (height, width) = Size(filter);
        var pad = new Margins(
            padding + (width - factor + 1) / 2, padding + (width - factor) / 2,
            padding + (height - factor + 1) / 2, padding + (height - factor) / 2);
        return Apply(x, filter, (1, 1), (factor, factor), pad, flipFilter, gain);
    }

    /// <summary>Height and width of a filter; a separable one is square, none is 1×1.</summary>
    internal static (int Height, int Width) Size(Tensor? filter) =>
        filter is null ? (1, 1) : ((int)filter.shape[0], (int)filter.shape[^1]);

    private static Tensor Convolve(Tensor x, Tensor filter, bool flipFilter, double gain)
    {
        var channels = x.shape[1];
        var kernel = filter.to(x.dtype) * gain;
        if (!flipFilter)
            kernel = kernel.flip(0, 1); // conv2d correlates
        kernel = kernel.expand(channels, 1, kernel.shape[0], kernel.shape[1]); // [C, 1, kh, kw]
        return nn.functional.conv2d(x, kernel, groups: channels);
    }
}
