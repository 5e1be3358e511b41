namespace Workbench.Ops;

/// <summary>What follows a modulated convolution, with first derivatives: demodulation, bias, leaky ReLU. CPU, float32, channels side by side.</summary>
/// <remarks>y = g · lrelu(x · d + b), one pass over memory in either direction; only the result is kept for the way back.</remarks>
internal sealed class StyledActivation : autograd.SingleTensorFunction<StyledActivation>
{
    /// <inheritdoc/>
    public override string Name => nameof(StyledActivation);

    /// <summary>Demodulates, adds the bias, activates.</summary>
    /// <param name="x">[N, C, H, W]; C divides by 4.</param>
    /// <param name="scale">Demodulation coefficients, positive, [N, C].</param>
    /// <param name="bias">[C]</param>
    /// <param name="gain">g.</param>
    /// <returns>[N, C, H, W]</returns>
    public static Tensor Apply(Tensor x, Tensor scale, Tensor bias, double gain) => apply(x, scale, bias, (float)gain);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) =>
        StyledActivationPass.Forward(ctx, vars, loss: 0, lanes => lanes switch
        {
            16 => Forward<Lanes16>,
            8 => Forward<Lanes8>,
            _ => Forward<Lanes4>,
        });

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        StyledActivationPass.Backward(ctx, grad_output, loss: 0, lanes => lanes switch
        {
            16 => Backward<Lanes16>,
            8 => Backward<Lanes8>,
            _ => Backward<Lanes4>,
        });

    private static unsafe void Forward<T>(Tensor pixels, Tensor result, Tensor scale, Tensor bias, float gain)
        where T : unmanaged, ILanes<T>
    {
        var (heads, count, channels) = ((int)pixels.shape[0], pixels.shape[1] * pixels.shape[2], (int)pixels.shape[3]);
        float* x = TensorMemory.Floats(pixels), y = TensorMemory.Floats(result), d = TensorMemory.Floats(scale), b = TensorMemory.Floats(bias);
        Rows.Split(heads, (first, end) =>
        {
            for (var head = first; head < end; head++)
                StyledActivationKernel<T>.Forward(x + head * count * channels, y + head * count * channels, count, channels, d + (long)head * channels, b, gain);
        });
    }

    private static unsafe void Backward<T>(Tensor pixels, Tensor gradient, Tensor result, Tensor scale, Tensor sums, float gain)
        where T : unmanaged, ILanes<T>
    {
        var (heads, count, channels) = ((int)pixels.shape[0], pixels.shape[1] * pixels.shape[2], (int)pixels.shape[3]);
        float* y = TensorMemory.Floats(pixels), dy = TensorMemory.Floats(gradient), dx = TensorMemory.Floats(result), d = TensorMemory.Floats(scale), sum = TensorMemory.Floats(sums);
        Rows.Split(heads, (first, end) =>
        {
            for (var head = first; head < end; head++)
            {
                var (at, row) = (head * count * channels, (long)head * channels);
                StyledActivationKernel<T>.Backward(y + at, dy + at, dx + at, count, channels, d + row, sum + row, sum + (long)heads * channels + row, gain);
            }
        });
    }
}
