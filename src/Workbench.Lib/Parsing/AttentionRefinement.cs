using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Parsing;

/// <summary>BiSeNet's attention refinement: features weighted channel by channel with a gate made of their own mean (Yu et al. 2018 §3.2).</summary>
/// <remarks>f = CBR(x), output = f · sigmoid(BN(W · mean f)).</remarks>
internal sealed class AttentionRefinement : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormalizedConvolution _convolution;

    [ComponentName(Name = "conv_atten")]
    private readonly Conv2d _gate;

    [ComponentName(Name = "bn_atten")]
    private readonly BatchNorm2d _gateNorm;

    public AttentionRefinement(long inputs, long outputs)
        : base(nameof(AttentionRefinement))
    {
        _convolution = new NormalizedConvolution(inputs, outputs, 3);
        _gate = nn.Conv2d(outputs, outputs, 1, bias: false);
        _gateNorm = nn.BatchNorm2d(outputs);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = _convolution.call(x);
        var gate = _gateNorm.call(_gate.call(features.mean([2, 3], true))).sigmoid(); // [N, O, 1, 1]
        return (features * gate).MoveToOuterDisposeScope();
    }
}
