using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Parsing;

/// <summary>ResNet-18 without its average pool and classifier (He et al. 2016): maps at an eighth, a sixteenth and a thirty-second of the picture.</summary>
internal sealed class ResidualTrunk : nn.Module<Tensor, TrunkMaps>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _stem;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _stemNorm;

    [ComponentName(Name = "layer1")]
    private readonly Sequential _first;

    [ComponentName(Name = "layer2")]
    private readonly Sequential _second;

    [ComponentName(Name = "layer3")]
    private readonly Sequential _third;

    [ComponentName(Name = "layer4")]
    private readonly Sequential _fourth;

    public ResidualTrunk()
        : base(nameof(ResidualTrunk))
    {
        _stem = nn.Conv2d(3, 64, 7, 2, 3, bias: false);
        _stemNorm = nn.BatchNorm2d(64);
        _first = Stage(64, 64, 1);
        _second = Stage(64, 128, 2);
        _third = Stage(128, 256, 2);
        _fourth = Stage(256, 512, 2);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, H, W]</param>
    public override TrunkMaps forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var x = NormalizedConvolution.Apply(image, _stem, _stemNorm); // [N, 64, H/2, W/2]
        x = _first.call(nn.functional.max_pool2d(x, 3, 2, 1)); // [N, 64, H/4, W/4]
        var eighth = _second.call(x);
        var sixteenth = _third.call(eighth);
        return new TrunkMaps(eighth, sixteenth, _fourth.call(sixteenth)).MoveToOuterDisposeScope();
    }

    private static Sequential Stage(long inputs, long outputs, int stride) => nn.Sequential(new ResidualBlock(inputs, outputs, stride), new ResidualBlock(outputs, outputs, 1));
}

/// <summary>Maps of ResNet-18.</summary>
/// <param name="Eighth">[N, 128, H/8, W/8]</param>
/// <param name="Sixteenth">[N, 256, H/16, W/16]</param>
/// <param name="ThirtySecond">[N, 512, H/32, W/32]</param>
internal sealed record TrunkMaps(Tensor Eighth, Tensor Sixteenth, Tensor ThirtySecond) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Eighth, Sixteenth, ThirtySecond];
}
