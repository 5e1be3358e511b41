using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Turns features into image channels: a modulated 1×1 convolution without demodulation (StyleGAN2).</summary>
public sealed class ToRgbLayer : nn.Module
{
    private readonly double _weightGain;
    private readonly double? _clamp;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "affine")]
    private readonly FullyConnected _affine;

    /// <summary>Creates a layer with initial weights.</summary>
    /// <param name="inChannels">Channels of the features.</param>
    /// <param name="outChannels">Channels of the image.</param>
    /// <param name="styleWidth">Width of w.</param>
    /// <param name="clamp">Largest magnitude of the output, or null.</param>
    public ToRgbLayer(int inChannels, int outChannels, int styleWidth, double? clamp = null)
        : base(nameof(ToRgbLayer))
    {
        _weightGain = 1 / Math.Sqrt(inChannels);
        _clamp = clamp;
        _affine = new FullyConnected(styleWidth, inChannels, biasInit: 1);
        _weight = Initial.Normal(1, outChannels, inChannels, 1, 1);
        _bias = Initial.Constant(0, outChannels);
        RegisterComponents();
    }

    /// <summary>Kernel, [O, I, 1, 1].</summary>
    public Tensor Weight => _weight;

    /// <summary>Bias, [O].</summary>
    public Tensor Bias => _bias;

    /// <summary>The learned map from w to styles, before the factor 1/√I.</summary>
    public FullyConnected Affine => _affine;

    /// <summary>Largest magnitude of the output, or null.</summary>
    public double? Clamp => _clamp;

    /// <summary>Runs the layer.</summary>
    /// <param name="x">[N, I, H, W]</param>
    /// <param name="w">[N, K]</param>
    /// <param name="fused">Modulate the kernel (true) or the activations (false).</param>
    /// <returns>[N, O, H, W]</returns>
    public Tensor Forward(Tensor x, Tensor w, bool? fused = null)
    {
        using var scope = NewDisposeScope();
        var styles = _affine.forward(w) * _weightGain;
        var y = ModulatedConv.Apply(x, _weight, styles, demodulate: false, fused: fused ?? !training);
        return BiasAct.Apply(y, _bias, clamp: _clamp).MoveToOuterDisposeScope();
    }
}
