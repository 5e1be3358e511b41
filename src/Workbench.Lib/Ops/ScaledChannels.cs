namespace Workbench.Ops;

/// <summary>Multiplies every channel of every image by a number of its own: the modulation of a style, with first derivatives. CPU, float32, channels side by side.</summary>
/// <remarks>y = x · s;  ∂x = ∂y · s;  ∂s = Σ_pixels ∂y · x. One pass over memory in either direction.</remarks>
internal sealed class ScaledChannels : autograd.SingleTensorFunction<ScaledChannels>
{
    /// <inheritdoc/>
    public override string Name => nameof(ScaledChannels);

    /// <summary>Scales.</summary>
    /// <param name="x">[N, C, H, W]; C divides by 4.</param>
    /// <param name="scale">[N, C]</param>
    /// <returns>[N, C, H, W]</returns>
    public static Tensor Apply(Tensor x, Tensor scale) => apply(x, scale);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, scale) = ((Tensor)vars[0], (Tensor)vars[1]);
        ctx.save_for_backward([x, scale]);
        using var scope = NewDisposeScope();
        return ChannelLast.Image(Multiply(ChannelLast.Pixels(x), scale)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (pixels, gradient) = (ChannelLast.Pixels(saved[0]), ChannelLast.Pixels(grad_output));
        var scaled = Multiply(gradient, saved[1]);
        var sums = ChannelLast.Lanes(pixels.shape[3]) switch
        {
            16 => Dot<Lanes16>(gradient, pixels),
            8 => Dot<Lanes8>(gradient, pixels),
            _ => Dot<Lanes4>(gradient, pixels),
        };
        return [ChannelLast.Image(scaled).MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope()];
    }

    private static Tensor Multiply(Tensor pixels, Tensor scale) => pixels * scale.view(scale.shape[0], 1, 1, scale.shape[1]); // [N, H, W, C]

    // Σ over the pixels of every head and channel, [N, C].
    private static unsafe Tensor Dot<T>(Tensor left, Tensor right)
        where T : unmanaged, ILanes<T>
    {
        var (heads, pixels, channels) = ((int)left.shape[0], left.shape[1] * left.shape[2], (int)left.shape[3]);
        var sums = zeros(heads, channels);
        float* a = TensorMemory.Floats(left), b = TensorMemory.Floats(right), target = TensorMemory.Floats(sums);
        Rows.Split(heads, (first, end) =>
        {
            unchecked
            {
                for (var head = first; head < end; head++)
                {
                    float* p = a + head * pixels * channels, q = b + head * pixels * channels, sum = target + (long)head * channels;
                    for (var pixel = 0L; pixel < pixels; pixel++)
                        for (var c = 0; c < channels; c += T.Count, p += T.Count, q += T.Count)
                            T.MultiplyAdd(T.Load(p), T.Load(q), T.Load(sum + c)).Store(sum + c);
                }
            }
        });
        return sums;
    }
}
