namespace Workbench.Ops;

/// <summary>A kernel that makes a result from pixels.</summary>
internal delegate void StyledForward(Tensor pixels, Tensor result, Tensor scale, Tensor bias, float gain);

/// <summary>A kernel that takes a gradient back through the same.</summary>
internal delegate void StyledBackward(Tensor pixels, Tensor gradient, Tensor result, Tensor scale, Tensor sums, float gain);

/// <summary>What both styled activations share around their kernels: memory order, what is kept for the way back, gradients of scale and bias.</summary>
internal static class StyledActivationPass
{
    private const string Gain = "gain";

    /// <summary>Runs a kernel and keeps its result.</summary>
    /// <param name="ctx">Of the function.</param>
    /// <param name="vars">Image [N, C, H, W], scale [N, C], bias [C], gain.</param>
    /// <param name="loss">Rows and columns that the result has less than the image.</param>
    /// <param name="kernel">The kernel for so many lanes.</param>
    /// <returns>[N, C, H − loss, W − loss]</returns>
    public static Tensor Forward(autograd.AutogradContext ctx, object[] vars, int loss, Func<int, StyledForward> kernel)
    {
        var (x, scale, bias, gain) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (float)vars[3]);
        using var scope = NewDisposeScope();
        var pixels = ChannelLast.Pixels(x);
        var s = pixels.shape;
        var result = empty(s[0], s[1] - loss, s[2] - loss, s[3]);
        kernel(ChannelLast.Lanes(s[3]))(pixels, result, scale.contiguous(), bias, gain);
        var y = ChannelLast.Image(result);
        ctx.save_for_backward([y, scale, bias]);
        ctx.save_data(Gain, gain);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Gradients of image, scale and bias.</summary>
    /// <param name="ctx">Of the function.</param>
    /// <param name="gradient">Of the result.</param>
    /// <param name="loss">As on the way forward.</param>
    /// <param name="kernel">The kernel for so many lanes; it adds Σ ∂v and Σ ∂v·v of every head.</param>
    public static List<Tensor> Backward(autograd.AutogradContext ctx, Tensor gradient, int loss, Func<int, StyledBackward> kernel)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (pixels, scale) = (ChannelLast.Pixels(saved[0]), saved[1].contiguous());
        var s = pixels.shape;
        var result = empty(s[0], s[1] + loss, s[2] + loss, s[3]);
        var sums = zeros(2, s[0], s[3]); // Σ ∂v and Σ ∂v·v of every head
        kernel(ChannelLast.Lanes(s[3]))(pixels, ChannelLast.Pixels(gradient), result, scale, sums, (float)ctx.get_data(Gain));
        var scaleGradient = (sums[1] - sums[0] * saved[2]) / scale; // [N, C]
        return [ChannelLast.Image(result).MoveToOuterDisposeScope(), scaleGradient.MoveToOuterDisposeScope(), sums[0].sum([0]).MoveToOuterDisposeScope(), null!];
    }
}
