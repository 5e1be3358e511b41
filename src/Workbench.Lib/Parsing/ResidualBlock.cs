using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Parsing;

/// <summary>The block of ResNet-18: two 3×3 convolutions and a shortcut (He et al. 2016).</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _first;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _firstNorm;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _second;

    [ComponentName(Name = "bn2")]
    private readonly BatchNorm2d _secondNorm;

    [ComponentName(Name = "downsample")]
    private readonly Sequential? _shortcut;

    public ResidualBlock(long inputs, long outputs, int stride)
        : base(nameof(ResidualBlock))
    {
        _first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias: false);
        _firstNorm = nn.BatchNorm2d(outputs);
        _second = nn.Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        _secondNorm = nn.BatchNorm2d(outputs);
        if (inputs != outputs || stride != 1)
            _shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias: false), nn.BatchNorm2d(outputs));
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, ⌈H/s⌉, ⌈W/s⌉]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var residual = NormalizedConvolution.Apply(NormalizedConvolution.Apply(x, _first, _firstNorm), _second, _secondNorm, rectify: false);
        var shortcut = _shortcut is null ? x : NormalizedConvolution.Apply(x, (Conv2d)_shortcut[0], (BatchNorm2d)_shortcut[1], rectify: false);
        return nn.functional.relu(residual + shortcut).MoveToOuterDisposeScope();
    }
}
