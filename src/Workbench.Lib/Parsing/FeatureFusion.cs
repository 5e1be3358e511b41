using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Parsing;

/// <summary>BiSeNet's feature fusion: detail and context joined, then weighted channel by channel (Yu et al. 2018 §3.3).</summary>
/// <remarks>f = CBR([detail, context]), output = f · sigmoid(W₂ · ReLU(W₁ · mean f)) + f; W₁ and W₂ have neither bias nor normalisation.</remarks>
internal sealed class FeatureFusion : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Width = 256;

    [ComponentName(Name = "convblk")]
    private readonly NormalizedConvolution _join = new(Width, Width, 1);

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _narrow = nn.Conv2d(Width, Width / 4, 1, bias: false);

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _widen = nn.Conv2d(Width / 4, Width, 1, bias: false);

    public FeatureFusion()
        : base(nameof(FeatureFusion)) => RegisterComponents();

    /// <param name="detail">[N, 128, H, W]</param>
    /// <param name="context">[N, 128, H, W]</param>
    /// <returns>[N, 256, H, W]</returns>
    public override Tensor forward(Tensor detail, Tensor context)
    {
        using var scope = NewDisposeScope();
        var features = _join.call(cat([detail, context], 1));
        var gate = _widen.call(nn.functional.relu(_narrow.call(features.mean([2, 3], true)))).sigmoid(); // [N, 256, 1, 1]
        return (features * gate + features).MoveToOuterDisposeScope();
    }
}
