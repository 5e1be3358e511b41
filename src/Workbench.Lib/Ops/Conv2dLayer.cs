using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Ops;

/// <summary>Equalised convolution with optional resampling, bias and activation (StyleGAN2); skips of residual generators and all discriminators use it.</summary>
public sealed class Conv2dLayer : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;
    private readonly int _up;
    private readonly int _down;
    private readonly int _padding;
    private readonly double? _clamp;
    private readonly double _weightGain;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    [ComponentName(Name = "resample_filter")]
    private readonly Tensor _filter;

    /// <summary>Creates a layer with weights N(0,1) and zero bias.</summary>
    public Conv2dLayer(long inputs, long outputs, int kernel, bool bias = true, Activation activation = Activation.Linear, int up = 1, int down = 1, double? clamp = null)
        : base(nameof(Conv2dLayer))
    {
        (_activation, _up, _down, _padding, _clamp) = (activation, up, down, kernel / 2, clamp);
        _weightGain = 1 / Math.Sqrt(inputs * kernel * kernel);
        _weight = Initial.Normal(1, outputs, inputs, kernel, kernel);
        _bias = bias ? Initial.Constant(0, outputs) : null;
        _filter = Initial.FilterBuffer();
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, H·up/down, W·up/down]</returns>
    public override Tensor forward(Tensor x) => Forward(x, 1);

    /// <summary>Applies the layer with an extra gain, which scales the activation's gain and the clamp.</summary>
    public Tensor Forward(Tensor x, double gain)
    {
        using var scope = NewDisposeScope();
        var y = ConvResample.Apply(x, _weight * _weightGain, _filter, _up, _down, _padding, flipWeight: _up == 1);
        return BiasAct.Apply(y, _bias, _activation, gain: _activation.DefaultGain() * gain, clamp: _clamp * gain).MoveToOuterDisposeScope();
    }
}
