using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Losses;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>What the perceptual network is asked while it learns; thrown away afterwards. Parts from all stages together, fields from the pooled vector.</summary>
internal sealed class FeatureHeads : nn.Module
{
    [ComponentName(Name = "parts")]
    private readonly ModuleList<Conv2d> _parts;

    [ComponentName(Name = "fields")]
    private readonly Linear _fields;

    public FeatureHeads(HeadFeatureConfig config)
        : base(nameof(FeatureHeads))
    {
        _parts = new ModuleList<Conv2d>([.. config.Widths.Select(width => nn.Conv2d(width, (int)HeadPart.Hat + 1, 1))]);
        _fields = nn.Linear(config.PooledWidth, FeatureShots.Targets);
        RegisterComponents();
    }

    /// <summary>Logits of the 19 classes at every pixel, [N, 19, H, W]: coarse ones enlarged and added to finer ones.</summary>
    public Tensor Parts(HeadFeatureMaps maps)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        for (var stage = maps.Stages.Count - 1; stage >= 0; stage--)
        {
            var own = _parts[stage].call(maps.Stages[stage]);
            sum = sum is null ? own : own + nn.functional.interpolate(sum, [own.shape[2], own.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
        }
        return sum!.MoveToOuterDisposeScope();
    }

    /// <summary>Fields, yaw and pitch, [N, <see cref="FeatureShots.Targets"/>].</summary>
    public Tensor Fields(HeadFeatureMaps maps) => _fields.call(maps.Pooled);
}
