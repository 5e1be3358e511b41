using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Encoders;

namespace Workbench.Parsing;

/// <summary>Convolution without bias, batch normalisation, ReLU: the layer that BiSeNet is made of.</summary>
internal sealed class NormalizedConvolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _norm;

    public NormalizedConvolution(long inputs, long outputs, int kernel)
        : base(nameof(NormalizedConvolution))
    {
        _convolution = nn.Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false);
        _norm = nn.BatchNorm2d(outputs);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, H, W]</returns>
    public override Tensor forward(Tensor x) => Apply(x, _convolution, _norm);

    /// <summary>Convolution, normalisation and, unless told otherwise, ReLU; folded into one pass when nothing is trained.</summary>
    /// <param name="x">[N, I, H, W]</param>
    /// <param name="convolution">Any kernel and stride.</param>
    /// <param name="norm">Normalisation of the output.</param>
    /// <param name="rectify">Whether negative numbers become 0.</param>
    public static Tensor Apply(Tensor x, Conv2d convolution, BatchNorm2d norm, bool rectify = true)
    {
        using var scope = NewDisposeScope();
        if (Inference.Supports(norm, x))
            return Inference.Convolve(x, convolution, norm, rectify ? zeros(norm.weight!.shape[0]) : null).MoveToOuterDisposeScope();
        var y = norm.call(convolution.call(x));
        return (rectify ? nn.functional.relu(y) : y).MoveToOuterDisposeScope();
    }
}
