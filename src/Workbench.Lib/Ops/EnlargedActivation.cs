namespace Workbench.Ops;

/// <summary>What follows a transposed convolution with stride 2, with first derivatives: the filter [1, 3, 3, 1]², demodulation, bias, leaky ReLU. CPU, float32, channels side by side.</summary>
/// <remarks>y = g · lrelu(filter(x) · d + b). One head's image stays in the cache between the filter and the rest.</remarks>
internal sealed class EnlargedActivation : autograd.SingleTensorFunction<EnlargedActivation>
{
    private const string Gain = "gain";

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
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, scale, bias, gain) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (float)vars[3]);
        using var scope = NewDisposeScope();
        var pixels = ChannelLast.Pixels(x);
        var side = pixels.shape[1] - 1;
        var result = empty(pixels.shape[0], side, side, pixels.shape[3]);
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
        var s = pixels.shape;
        var result = empty(s[0], s[1] + 1, s[2] + 1, s[3]);
        var sums = zeros(2, s[0], s[3]); // Σ ∂v and Σ ∂v·v of every head
        Action<Tensor, Tensor, Tensor, Tensor, Tensor, float> run = ChannelLast.Lanes(s[3]) switch
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
