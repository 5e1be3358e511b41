namespace Workbench.Ops;

/// <summary>The image of a block, with first derivatives: the image before at twice the size, plus what a 1×1 convolution makes of the features. CPU, float32, channels side by side.</summary>
/// <remarks>image = enlarge(before) + W·x + b. The product adds to the enlarged image in place, so that the large image is written once.</remarks>
internal sealed class EnlargedSum : autograd.SingleTensorFunction<EnlargedSum>
{
    /// <inheritdoc/>
    public override string Name => nameof(EnlargedSum);

    /// <summary>Enlarges and adds.</summary>
    /// <param name="before">[N, C, R/2, R/2]; C divides by 4.</param>
    /// <param name="x">[N, I, R, R]</param>
    /// <param name="weight">[C, I]</param>
    /// <param name="bias">[C]</param>
    /// <returns>[N, C, R, R]</returns>
    public static Tensor Apply(Tensor before, Tensor x, Tensor weight, Tensor bias) => apply(before, x, weight, bias);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (before, x, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3]);
        ctx.save_for_backward([x, weight]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var small = ChannelLast.Pixels(before);
        var s = small.shape;
        var large = empty(s[0], 2 * s[1], 2 * s[2], s[3]);
        Run(s[3], small, bias.contiguous(), large);
        large.view(-1, s[3]).addmm_(ChannelLast.Pixels(x).view(-1, x.shape[1]), weight.t(), 1, 1); // [N·R·R, C]
        return ChannelLast.Image(large).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var gradient = ChannelLast.Pixels(grad_output);
        var s = gradient.shape;
        var small = empty(s[0], s[1] / 2, s[2] / 2, s[3]);
        Run(s[3], gradient, null, small);
        var (rows, features) = (gradient.view(-1, s[3]), ChannelLast.Pixels(saved[0])); // [N·R·R, C]
        var inner = features.shape[3];
        var featureGradient = rows.mm(saved[1]).view(s[0], s[1], s[2], inner);
        return
        [
            ChannelLast.Image(small).MoveToOuterDisposeScope(), ChannelLast.Image(featureGradient).MoveToOuterDisposeScope(),
            rows.t().mm(features.view(-1, inner)).MoveToOuterDisposeScope(), rows.sum([0]).MoveToOuterDisposeScope(),
        ];
    }

    // Enlarges with a bias, or shrinks without one.
    private static void Run(long channels, Tensor source, Tensor? bias, Tensor target)
    {
        Action<Tensor, Tensor?, Tensor> run = ChannelLast.Lanes(channels) switch
        {
            16 => Resize<Lanes16>,
            8 => Resize<Lanes8>,
            _ => Resize<Lanes4>,
        };
        run(source, bias, target);
    }

    private static unsafe void Resize<T>(Tensor source, Tensor? bias, Tensor target)
        where T : unmanaged, ILanes<T>
    {
        var (heads, channels) = ((int)source.shape[0], (int)source.shape[3]);
        var side = (int)Math.Min(source.shape[1], target.shape[1]);
        float* from = TensorMemory.Floats(source), to = TensorMemory.Floats(target), b = bias is null ? null : TensorMemory.Floats(bias);
        Rows.Split(heads, (first, end) =>
        {
            using var scratch = new NativeScratch();
            var line = scratch.Allocate<float>((2L * side + 2) * channels);
            var (small, large) = ((long)side * side * channels, 4L * side * side * channels);
            for (var head = first; head < end; head++)
                if (b != null)
                    FilteredPixels<T>.Enlarge(from + head * small, side, b, to + head * large, channels, line);
                else
                    FilteredPixels<T>.Shrink(from + head * large, side, to + head * small, channels, line);
        });
    }
}
