using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Weights channels by what the whole picture holds (Hu et al. 2018).</summary>
/// <remarks>y = x · σ(W₂ · relu(W₁ · mean(x))), the mean over all pixels; no biases.</remarks>
public sealed class SqueezeExcitation : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Conv2d _squeeze;

    [ComponentName(Name = "fc2")]
    private readonly Conv2d _excite;

    /// <summary>Creates the layer with initial weights.</summary>
    /// <param name="channels">C.</param>
    /// <param name="reduction">Factor by which the hidden layer is narrower.</param>
    public SqueezeExcitation(int channels, int reduction)
        : base(nameof(SqueezeExcitation))
    {
        _squeeze = nn.Conv2d(channels, channels / reduction, 1, bias: false);
        _excite = nn.Conv2d(channels / reduction, channels, 1, bias: false);
        RegisterComponents();
    }

    /// <param name="x">[N, C, H, W]</param>
    /// <returns>[N, C, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N C H W", [("C", _squeeze.weight.shape[1])]);
        using var scope = NewDisposeScope();
        return (x * Gate(x)).MoveToOuterDisposeScope();
    }

    /// <summary>The weights of the channels, [N, C, 1, 1], 0…1.</summary>
    internal Tensor Gate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var mean = x.mean([2, 3], keepdim: true); // [N, C, 1, 1]
        return _excite.call(_squeeze.call(mean).relu()).sigmoid().MoveToOuterDisposeScope();
    }
}
