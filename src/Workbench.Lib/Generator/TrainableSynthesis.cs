using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Synthesis networks of many heads with gradients on the CPU: the function of <see cref="SynthesisNetwork"/> up to rounding, in a fraction of the time.</summary>
/// <remarks>
/// Channels lie side by side. All heads share one convolution, because styles scale its input and demodulation its output. Enlarging layers are transposed
/// convolutions, whose filter, demodulation, bias and activation take one pass; a block's image is added to the enlarged one by the matrix product that makes it.
/// First derivatives only.
/// </remarks>
internal static class TrainableSynthesis
{
    private const double Epsilon = 1e-8;

    /// <summary>Whether a network is covered; otherwise its own path runs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ws">[N, ≥ L, K]</param>
    /// <param name="noise">Layer noise; only none is covered.</param>
    public static bool Supports(SynthesisNetwork network, Tensor ws, NoiseMode noise) =>
        noise == NoiseMode.None && !network.Observed && Fits(ws) && network.Config.ImageChannels % 4 == 0 && network.Blocks.All(Fits);

    /// <inheritdoc cref="Supports(SynthesisNetwork, Tensor, NoiseMode)"/>
    public static bool Fits(SynthesisBlock block) =>
        block.Config is { Architecture: SynthesisArchitecture.Skip, Clamp: null } && block.ToRgb is not null && Fits(block.Conv1) && (block.Conv0 is null || Fits(block.Conv0)) && FastSynthesis.IsStandard(block.Filter);

    /// <summary>Synthesises images.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ws">[N, ≥ L, K]</param>
    /// <param name="order">Which image channel comes first, second, …, int64 [channels]; null for their own order.</param>
    /// <param name="last">Side of the last block that runs; the network's resolution unless given.</param>
    /// <returns>[N, channels, R, R], channels side by side in memory.</returns>
    public static Tensor Synthesize(SynthesisNetwork network, Tensor ws, Tensor? order = null, int? last = null)
    {
        using var scope = NewDisposeScope();
        Tensor? x = null, image = null;
        var first = 0;
        foreach (var block in network.Blocks.TakeWhile(block => block.Config.Resolution <= (last ?? network.Config.Resolution)))
        {
            var styles = Enumerable.Range(first, block.ConvCount + 1).Select(layer => ws[.., layer]).ToArray(); // [N, K] each
            x = Features(block, x, styles);
            image = Image(block, x, image, styles[^1], order);
            first += block.ConvCount;
        }
        return image!.MoveToOuterDisposeScope();
    }

    /// <summary>Refines neural features.</summary>
    /// <param name="network">The network; both its blocks <see cref="Fits(SynthesisBlock)"/>, without noise.</param>
    /// <param name="rgb">Raw image, [N, 3, r, r], r the network's input resolution.</param>
    /// <param name="features">Neural features, [N, C, r, r].</param>
    /// <param name="ws">[N, L, K]; only the last style is read.</param>
    /// <returns>[N, 3, H, H]</returns>
    public static Tensor Refine(SuperResolution network, Tensor rgb, Tensor features, Tensor ws)
    {
        using var scope = NewDisposeScope();
        var (x, image, style) = (features, rgb, ws[.., ^1]);
        foreach (var block in (ReadOnlySpan<SynthesisBlock>)[network.Block0, network.Block1])
        {
            x = Features(block, x, [style, style]);
            var own = block.ToRgb!.Forward(x, style, fused: false); // three channels: too few for rows of registers
            image = (block.Config.Up == 1 ? image : UpFirDn.Upsample2d(image, block.Filter, block.Config.Up)) + own;
        }
        return image.MoveToOuterDisposeScope();
    }

    /// <summary>The convolutions of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="x">[N, I, R/up, R/up]; null for the first block.</param>
    /// <param name="styles">One code a convolution, [N, K].</param>
    /// <returns>[N, O, R, R]</returns>
    public static Tensor Features(SynthesisBlock block, Tensor? x, IReadOnlyList<Tensor> styles)
    {
        using var scope = NewDisposeScope();
        if (block.Conv0 is not null)
            return Convolve(block.Conv1, Convolve(block.Conv0, x!, styles[0]), styles[1]).MoveToOuterDisposeScope();
        var start = block.Const!.unsqueeze(0).expand(styles[0].shape[0], -1, -1, -1); // [N, C, 4, 4]
        return Convolve(block.Conv1, start, styles[0]).MoveToOuterDisposeScope();
    }

    /// <summary>One modulated convolution with bias and activation.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">[N, I, R/up, R/up]</param>
    /// <param name="w">[N, K]</param>
    /// <returns>[N, O, R, R]</returns>
    public static Tensor Convolve(SynthesisLayer layer, Tensor x, Tensor w)
    {
        using var scope = NewDisposeScope();
        var styles = layer.Affine.forward(w); // [N, I]
        var energy = styles.square().mm(layer.Weight.square().sum([2, 3]).t()); // [N, O]
        var demodulation = (energy + Epsilon).rsqrt();
        var scaled = ScaledChannels.Apply(x, styles);
        var gain = Activation.LeakyRelu.DefaultGain();
        var y = layer.Config.Up == 1
            ? StyledActivation.Apply(Keep(scaled, layer.Weight), demodulation, layer.Bias, gain)
            : EnlargedActivation.Apply(nn.functional.conv_transpose2d(scaled, layer.Weight.transpose(0, 1), strides: [2, 2]), demodulation, layer.Bias, gain); // enlarging kernels convolve, others correlate
        return y.MoveToOuterDisposeScope();
    }

    // The convolution of a layer that keeps the size.
    private static Tensor Keep(Tensor x, Tensor weight) =>
        WinogradConvolution.Supports(weight.shape[1], weight.shape[0], x.shape[2]) ? WinogradConvolution.Apply(x, weight) : nn.functional.conv2d(x, weight, strides: [1, 1], padding: [1, 1]);

    private static Tensor Image(SynthesisBlock block, Tensor x, Tensor? before, Tensor w, Tensor? order)
    {
        using var scope = NewDisposeScope();
        var layer = block.ToRgb!;
        var (weight, bias) = (layer.Weight.flatten(1), layer.Bias.alias()); // [C, I]
        if (order is not null)
            (weight, bias) = (weight.index_select(0, order), bias.index_select(0, order));
        var scaled = ScaledChannels.Apply(x, layer.Affine.forward(w) * (1 / Math.Sqrt(weight.shape[1])));
        if (before is not null && block.Config.Up == 2)
            return EnlargedSum.Apply(before, scaled, weight, bias).MoveToOuterDisposeScope();
        var own = ChannelLast.Image(nn.functional.linear(scaled.permute(0, 2, 3, 1), weight, bias)); // [N, C, R, R]
        return (before is null ? own : before + own).MoveToOuterDisposeScope();
    }

    private static bool Fits(SynthesisLayer layer) =>
        layer.Config is { Kernel: 3, Activation: Activation.LeakyRelu, Up: 1 or 2, Clamp: null } && layer.Config.InChannels % 4 == 0 && layer.Config.OutChannels % 4 == 0
        && Fits(layer.Weight) && (layer.Config.Up == 1 || FastSynthesis.IsStandard(layer.Filter));

    private static bool Fits(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU;
}
