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
        var features = ChannelLast.Pixels(x); // [N, R, R, I]
        var (transposed, added) = (weight.t(), bias.contiguous());
        foreach (var (first, count) in Blocks(s[0]))
        {
            using var step = NewDisposeScope();
            var block = large.narrow(0, first, count);
            Run(s[3], small.narrow(0, first, count), added, block);
            block.view(-1, s[3]).addmm_(features.narrow(0, first, count).view(-1, x.shape[1]), transposed, 1, 1); // [n·R·R, C]
        }
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
        var features = ChannelLast.Pixels(saved[0]); // [N, R, R, I]
        var inner = features.shape[3];
        var result = empty(s[0], s[1], s[2], inner);
        var (weightGradient, biasGradient) = (zeros(s[3], inner), zeros(1, s[3]));
        foreach (var (first, count) in Blocks(s[0]))
        {
            using var step = NewDisposeScope();
            var part = gradient.narrow(0, first, count);
            var (rows, own) = (part.view(-1, s[3]), features.narrow(0, first, count).view(-1, inner)); // [n·R·R, C], [n·R·R, I]
            Run(s[3], part, null, small.narrow(0, first, count));
            result.narrow(0, first, count).view(-1, inner).addmm_(rows, saved[1], 0, 1);
            weightGradient.addmm_(rows.t(), own, 1, 1);
            biasGradient.addmm_(ones(1, rows.shape[0]), rows, 1, 1);
        }
        return
        [
            ChannelLast.Image(small).MoveToOuterDisposeScope(), ChannelLast.Image(result).MoveToOuterDisposeScope(),
            weightGradient.MoveToOuterDisposeScope(), biasGradient.view(-1).MoveToOuterDisposeScope(),
        ];
    }

    // One head a thread, so that what one pass writes is still in the cache when the next reads it.
    private static IEnumerable<(long First, long Count)> Blocks(long heads)
    {
        var size = Math.Max(1, get_num_threads());
        for (var first = 0L; first < heads; first += size)
            yield return (first, Math.Min(size, heads - first));
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
