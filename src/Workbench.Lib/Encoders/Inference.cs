using TorchSharp.Modules;
using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Convolutions on the CPU when nothing is trained: batch normalisation folded into them, PReLU in the same pass, Winograd filtering where it saves products.</summary>
/// <remarks>Activations are ordinary tensors whose channels lie side by side in memory (channels last), as both libtorch and the kernels like them.</remarks>
internal static class Inference
{
    // Below, the transforms of Winograd cost more than the multiplications they save.
    private const int WinogradFrom = 32;

    /// <summary>Whether a module may take this path: evaluation mode, no gradients, float32 on the CPU.</summary>
    public static bool Supports(nn.Module module, Tensor x) => !module.training && !is_grad_enabled() && x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU;

    /// <summary>(x − mean)/deviation · weight + bias with the running statistics.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="norm">The normalisation.</param>
    public static Tensor Normalize(Tensor x, BatchNorm2d norm)
    {
        using var scope = NewDisposeScope();
        var (scale, shift) = Affine(norm);
        return addcmul(shift.view(1, -1, 1, 1), ChannelsLast(x), scale.view(1, -1, 1, 1), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Convolution, then normalisation, then PReLU, as far as given.</summary>
    /// <param name="x">[N, I, H, W]</param>
    /// <param name="convolution">Kernel 3 with padding 1, or kernel 1; stride 1 or 2.</param>
    /// <param name="norm">Normalisation of the output.</param>
    /// <param name="slopes">Slope below zero of every output channel, [O].</param>
    /// <returns>[N, O, H/s, W/s]</returns>
    public static Tensor Convolve(Tensor x, Conv2d convolution, BatchNorm2d? norm = null, Tensor? slopes = null)
    {
        using var scope = NewDisposeScope();
        Tensor weight = convolution.weight;
        var (scale, shift) = norm is null ? (null, convolution.bias) : Affine(norm);
        if (scale is not null && convolution.bias is { } bias)
            shift = shift! + bias * scale;
        if (FitsWinograd(x, convolution))
        {
            var outputs = weight.shape[0];
            scale ??= ones(outputs);
            shift ??= zeros(outputs);
            slopes ??= ones(outputs);
            return (Simd.Width switch
            {
                16 => Winograd<Lanes16>(x, weight, scale, shift, slopes),
                8 => Winograd<Lanes8>(x, weight, scale, shift, slopes),
                _ => Winograd<Lanes4>(x, weight, scale, shift, slopes),
            }).MoveToOuterDisposeScope();
        }
        if (scale is not null)
            weight *= scale.view(-1, 1, 1, 1);
        var y = nn.functional.conv2d(ChannelsLast(x), weight, shift, convolution.stride, convolution.padding);
        return (slopes is null ? y : nn.functional.prelu(y, slopes)).MoveToOuterDisposeScope();
    }

    /// <summary>The same numbers with the channels side by side in memory.</summary>
    public static Tensor ChannelsLast(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static bool FitsWinograd(Tensor x, Conv2d convolution)
    {
        var (s, w) = (x.shape, convolution.weight.shape);
        return w[2] == 3 && w[3] == 3 && convolution.stride![0] == 1 && s[2] == s[3] && s[2] >= WinogradFrom && s[2] % FastWinograd<Lanes4>.Side == 0
            && w[0] % (2 * Simd.Width) == 0 && w[1] % Simd.Width == 0;
    }

    private static Tensor Winograd<T>(Tensor x, Tensor weight, Tensor scale, Tensor shift, Tensor slopes)
        where T : unmanaged, ILanes<T>
    {
        using var scope = NewDisposeScope();
        using var weights = FastWeights.From(weight, scale, shift, slopes, MatrixKernel<T>.Panel);
        var side = x.shape[2];
        var pixels = x.permute(0, 2, 3, 1).contiguous(); // [N, H, W, I]
        var images = Enumerable.Range(0, (int)x.shape[0]).Select(i => FastWinograd<T>.Apply(pixels[i].view(side * side, -1), (int)side, weights)).ToArray(); // [H·W, O] each
        var all = images.Length == 1 ? images[0].unsqueeze(0) : stack(images);
        return all.view(x.shape[0], side, side, -1).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    // Scale and shift of a normalisation, [C] each.
    private static (Tensor Scale, Tensor Shift) Affine(BatchNorm2d norm)
    {
        var scale = norm.weight! * (norm.running_var! + norm.eps).rsqrt();
        return (scale, norm.bias! - norm.running_mean! * scale);
    }
}
