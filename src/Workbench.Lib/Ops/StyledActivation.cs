namespace Workbench.Ops;

/// <summary>What follows a modulated convolution, with first derivatives: demodulation, bias, leaky ReLU. CPU, float32, channels side by side.</summary>
/// <remarks>y = g · lrelu(x · d + b), one pass over memory in either direction; only the result is kept for the way back.</remarks>
internal sealed class StyledActivation : autograd.SingleTensorFunction<StyledActivation>
{
    private const string Gain = "gain";

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
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, scale, bias, gain) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (float)vars[3]);
        using var scope = NewDisposeScope();
        var pixels = ChannelLast.Pixels(x);
        var result = empty_like(pixels);
        Action<Tensor, Tensor, Tensor, Tensor, float> run = ChannelLast.Lanes(pixels.shape[3]) switch
        {
            16 => Forward<Lanes16>,
            8 => Forward<Lanes8>,
            _ => Forward<Lanes4>,
        };
        run(pixels, result, scale.contiguous(), bias, gain);
        var y = ChannelLast.Image(result);
        ctx.save_for_backward([y, scale, bias]);
        ctx.save_data(Gain, gain);
        return y.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (pixels, gradient, scale) = (ChannelLast.Pixels(saved[0]), ChannelLast.Pixels(grad_output), saved[1].contiguous());
        var result = empty_like(pixels);
        var sums = zeros(2, pixels.shape[0], pixels.shape[3]); // Σ ∂v and Σ ∂v·v of every head
        Action<Tensor, Tensor, Tensor, Tensor, Tensor, float> run = ChannelLast.Lanes(pixels.shape[3]) switch
        {
            16 => Backward<Lanes16>,
            8 => Backward<Lanes8>,
            _ => Backward<Lanes4>,
        };
        run(pixels, gradient, result, scale, sums, (float)ctx.get_data(Gain));
        var scaleGradient = (sums[1] - sums[0] * saved[2]) / scale; // [N, C]
        return [ChannelLast.Image(result).MoveToOuterDisposeScope(), scaleGradient.MoveToOuterDisposeScope(), sums[0].sum([0]).MoveToOuterDisposeScope(), null!];
    }

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
