using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Metrics;

/// <summary>Convolution without bias, batch normalisation with ε = 0.001, ReLU: the only learned layer of Inception v3.</summary>
internal sealed class InceptionConv : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _norm;

    public InceptionConv(long inputs, long outputs, (int Height, int Width) kernel, int stride = 1, bool same = false)
        : base(nameof(InceptionConv))
    {
        (long, long) padding = same ? (kernel.Height / 2, kernel.Width / 2) : (0, 0);
        _conv = nn.Conv2d(inputs, outputs, (kernel.Height, kernel.Width), (stride, stride), padding, bias: false);
        _norm = nn.BatchNorm2d(outputs, eps: Epsilon);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, h, w]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(_norm.call(_conv.call(x))).MoveToOuterDisposeScope();
    }
}
