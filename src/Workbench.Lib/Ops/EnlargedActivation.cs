namespace Workbench.Ops;

/// <summary>What follows a transposed convolution with stride 2, with first derivatives: the filter [1, 3, 3, 1]², demodulation, bias, leaky ReLU. CPU, float32, channels side by side.</summary>
/// <remarks>y = g · lrelu(filter(x) · d + b). One head's image stays in the cache between the filter and the rest.</remarks>
internal sealed class EnlargedActivation : autograd.SingleTensorFunction<EnlargedActivation>
{
    // Margins of zeros that FilteredPixels.Filter needs on both sides of a line of pixels, together.
    private const int Margin = 8;

    /// <inheritdoc/>
    public override string Name => nameof(EnlargedActivation);

    /// <summary>Filters, demodulates, adds the bias, activates.</summary>
    /// <param name="x">Result of the transposed convolution without padding, [N, C, R + 1, R + 1]; C divides by 4.</param>
    /// <param name="scale">Demodulation coefficients, positive, [N, C].</param>
    /// <param name="bias">[C]</param>
    /// <param name="gain">g.</param>
    /// <returns>[N, C, R, R]</returns>
    public static Tensor Apply(Tensor x, Tensor scale, Tensor bias, double gain) => apply(x, scale, bias, (float)gain);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) =>
        StyledActivationPass.Forward(ctx, vars, loss: 1, lanes => lanes switch
        {
            16 => Forward<Lanes16>,
            8 => Forward<Lanes8>,
            _ => Forward<Lanes4>,
        });

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        StyledActivationPass.Backward(ctx, grad_output, loss: 1, lanes => lanes switch
        {
            16 => Backward<Lanes16>,
            8 => Backward<Lanes8>,
            _ => Backward<Lanes4>,
        });

    private static unsafe void Forward<T>(Tensor pixels, Tensor result, Tensor scale, Tensor bias, float gain)
        where T : unmanaged, ILanes<T>
    {
        var (heads, side, channels) = ((int)pixels.shape[0], (int)result.shape[1], (int)pixels.shape[3]);
        float* x = TensorMemory.Floats(pixels), y = TensorMemory.Floats(result), d = TensorMemory.Floats(scale), b = TensorMemory.Floats(bias);
        Rows.Split(heads, (first, end) =>
        {
            using var scratch = new NativeScratch();
            var line = scratch.Allocate<float>((side + 1L + Margin) * channels);
            for (var head = first; head < end; head++)
            {
                var target = y + (long)head * side * side * channels;
                FilteredPixels<T>.Filter(x + head * (side + 1L) * (side + 1L) * channels, side + 1, side + 1, target, side, side, -1, channels, line);
                StyledActivationKernel<T>.Forward(target, target, (long)side * side, channels, d + (long)head * channels, b, gain);
            }
        });
    }

    private static unsafe void Backward<T>(Tensor pixels, Tensor gradient, Tensor result, Tensor scale, Tensor sums, float gain)
        where T : unmanaged, ILanes<T>
    {
        var (heads, side, channels) = ((int)pixels.shape[0], (int)pixels.shape[1], (int)pixels.shape[3]);
        float* y = TensorMemory.Floats(pixels), dy = TensorMemory.Floats(gradient), dx = TensorMemory.Floats(result), d = TensorMemory.Floats(scale), sum = TensorMemory.Floats(sums);
        Rows.Split(heads, (first, end) =>
        {
            using var scratch = new NativeScratch();
            float* line = scratch.Allocate<float>((side + (long)Margin) * channels), filtered = scratch.Allocate<float>((long)side * side * channels);
            for (var head = first; head < end; head++)
            {
                var (at, row) = ((long)head * side * side * channels, (long)head * channels);
                StyledActivationKernel<T>.Backward(y + at, dy + at, filtered, (long)side * side, channels, d + row, sum + row, sum + (long)heads * channels + row, gain);
                FilteredPixels<T>.Filter(filtered, side, side, dx + head * (side + 1L) * (side + 1L) * channels, side + 1, side + 1, -2, channels, line);
            }
        });
    }
}
