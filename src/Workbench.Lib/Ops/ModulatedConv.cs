namespace Workbench.Ops;

/// <summary>Convolution whose kernel is scaled per sample and input channel, and normalised per output channel (StyleGAN2 §2.2).</summary>
public static class ModulatedConv
{
    private const double Epsilon = 1e-8;

    /// <summary>w' = weight · style; with demodulation w' / √(Σ w'² + 1e-8); result x ∗ w' + noise.</summary>
    /// <param name="x">[N, I, H, W]</param>
    /// <param name="weight">[O, I, k, k]</param>
    /// <param name="styles">[N, I]</param>
    /// <param name="noise">Added to the result; broadcasts to [N, O, H', W'].</param>
    /// <param name="up">Up-sampling factor.</param>
    /// <param name="down">Down-sampling factor.</param>
    /// <param name="padding">Padding before resampling, all sides.</param>
    /// <param name="filter">Resampling filter.</param>
    /// <param name="demodulate">Normalise every output channel.</param>
    /// <param name="flipWeight">True correlates, false convolves.</param>
    /// <param name="fused">One grouped convolution with modulated kernels, or one shared kernel with scaled activations; equal up to rounding.</param>
    /// <returns>[N, O, H', W']</returns>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor styles, Tensor? noise = null, int up = 1, int down = 1, int padding = 0, Tensor? filter = null, bool demodulate = true, bool flipWeight = true, bool fused = true)
    {
        var sizes = Shape.Check(x, "N I H W");
        var kernel = Shape.Check(weight, "O I K K", [("I", sizes[1])]);
        Shape.Check(styles, "N I", [("N", sizes[0]), ("I", sizes[1])]);
        using var scope = NewDisposeScope();
        Tensor y;
        if (fused)
        {
            var modulated = weight.unsqueeze(0) * styles.view(sizes[0], 1, sizes[1], 1, 1); // [N, O, I, k, k]
            if (demodulate)
                modulated = modulated * (modulated.square().sum([2, 3, 4], keepdim: true) + Epsilon).rsqrt();
            y = ConvResample.Apply(
                x.reshape(1, sizes[0] * sizes[1], sizes[2], sizes[3]), modulated.reshape(sizes[0] * kernel[0], sizes[1], kernel[2], kernel[3]),
                filter, up, down, padding, (int)sizes[0], flipWeight); // [1, N·O, H', W']
            y = y.reshape(sizes[0], kernel[0], y.shape[2], y.shape[3]); // [N, O, H', W']
        }
        else
        {
            y = ConvResample.Apply(x * styles.view(sizes[0], sizes[1], 1, 1), weight, filter, up, down, padding, 1, flipWeight); // [N, O, H', W']
            if (demodulate)
            {
                // Σ_{i,k} (w s)² = Σ_i s² Σ_k w²: one small product instead of a kernel for every sample.
                var energy = styles.square().mm(weight.square().sum([2, 3]).t()); // [N, O]
                y = y * (energy + Epsilon).rsqrt().view(sizes[0], kernel[0], 1, 1);
            }
        }
        if (noise is not null)
            y = y + noise;
        return y.MoveToOuterDisposeScope();
    }
}
