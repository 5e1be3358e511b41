using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>One block of a synthesis network for one head; activations are [R·R, C].</summary>
internal static class FastBlock
{
    /// <summary>Runs the convolutions of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="x">[(R/up)², I]; null for the first block.</param>
    /// <param name="styles">One style a convolution, [1, K].</param>
    /// <param name="noise">None or constant.</param>
    /// <returns>[R·R, O]</returns>
    public static Tensor Convolve(SynthesisBlock block, Tensor? x, IReadOnlyList<Tensor> styles, NoiseMode noise)
    {
        using var scope = NewDisposeScope();
        var y = block.Conv0 is null
            ? block.Const!.permute(1, 2, 0).reshape(-1, block.Config.OutChannels).contiguous() // [R·R, C]
            : Run(block.Conv0, x!, styles[0], noise);
        return Run(block.Conv1, y, styles[block.Conv0 is null ? 0 : 1], noise).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the image of a block, group after group.</summary>
    /// <inheritdoc cref="FastImage{T}.Apply"/>
    public static Tensor Image(SynthesisBlock block, Tensor x, Tensor? before, Tensor w, Tensor order, int groups)
    {
        var (layer, side, up) = (block.ToRgb!, block.Config.Resolution, block.Config.Up);
        return Lanes((int)order.shape[0] / groups) switch
        {
            16 => FastImage<Lanes16>.Apply(x, side, layer, w, order, groups, before, up),
            8 => FastImage<Lanes8>.Apply(x, side, layer, w, order, groups, before, up),
            _ => FastImage<Lanes4>.Apply(x, side, layer, w, order, groups, before, up),
        };
    }

    /// <summary>Adds the image of a block that has only a few channels, each a plane of its own.</summary>
    /// <param name="block">The block.</param>
    /// <param name="x">[R·R, C]</param>
    /// <param name="before">[1, channels, R/up, R/up]</param>
    /// <param name="w">[1, K]</param>
    /// <returns>[1, channels, R, R]</returns>
    public static Tensor Colour(SynthesisBlock block, Tensor x, Tensor before, Tensor w)
    {
        using var scope = NewDisposeScope();
        var (layer, side) = (block.ToRgb!, block.Config.Resolution);
        var planes = FastImage<Lanes4>.Weights(layer, w).mm(x.t()) + layer.Bias.unsqueeze(1); // [channels, R·R]
        if (layer.Clamp is { } limit)
            planes = planes.clamp(-limit, limit);
        var larger = block.Config.Up == 1 ? before : UpFirDn.Upsample2d(before, block.Filter, block.Config.Up);
        return (larger + planes.view(1, -1, side, side)).MoveToOuterDisposeScope();
    }

    private static Tensor Run(SynthesisLayer layer, Tensor x, Tensor w, NoiseMode noise)
    {
        using var scope = NewDisposeScope();
        var config = layer.Config;
        var lanes = Math.Min(Lanes(config.InChannels), Lanes(config.OutChannels / 2)); // a panel of the kernel is two registers wide
        var weights = FastWeights.From(layer, w, noise, 2 * lanes);
        var y = (config.Up, lanes) switch
        {
            (1, 16) => FastConvolution<Lanes16>.Apply(x, config.Resolution, weights),
            (1, 8) => FastConvolution<Lanes8>.Apply(x, config.Resolution, weights),
            (1, _) => FastConvolution<Lanes4>.Apply(x, config.Resolution, weights),
            (_, 16) => FastEnlargement<Lanes16>.Apply(x, config.Resolution / 2, weights),
            (_, 8) => FastEnlargement<Lanes8>.Apply(x, config.Resolution / 2, weights),
            _ => FastEnlargement<Lanes4>.Apply(x, config.Resolution / 2, weights),
        };
        return y.MoveToOuterDisposeScope();
    }

    // The widest native register that divides the channels.
    private static int Lanes(int channels)
    {
        var lanes = Simd.Width;
        while (channels % lanes != 0)
            lanes /= 2;
        return lanes;
    }
}
