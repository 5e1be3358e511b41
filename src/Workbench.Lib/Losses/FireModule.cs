using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Losses;

/// <summary>SqueezeNet's unit: few channels, widened again by 1×1 and by 3×3 convolutions (Iandola et al. 2016).</summary>
internal sealed class FireModule : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "squeeze")]
    private readonly Conv2d _squeeze;

    [ComponentName(Name = "expand1x1")]
    private readonly Conv2d _point;

    [ComponentName(Name = "expand3x3")]
    private readonly Conv2d _window;

    public FireModule(int inputs, int squeezed, int expanded)
        : base(nameof(FireModule))
    {
        _squeeze = nn.Conv2d(inputs, squeezed, 1);
        _point = nn.Conv2d(squeezed, expanded, 1);
        _window = nn.Conv2d(squeezed, expanded, 3, padding: 1);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, 2E, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var squeezed = nn.functional.relu(_squeeze.call(x));
        return cat([nn.functional.relu(_point.call(squeezed)), nn.functional.relu(_window.call(squeezed))], 1).MoveToOuterDisposeScope();
    }
}
