using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Equalised 3×3 convolution that keeps the size, optionally followed by a leaky ReLU with gain √2 (StyleGAN2).</summary>
/// <remarks>The stored weight has unit variance and is scaled by 1/√(9·inputs) at run time.</remarks>
public sealed class EqualConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Creates a layer with weights N(0, 1) and zero bias.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="activation">What follows, with its default gain.</param>
    public EqualConvolution(int inputs, int outputs, Activation activation = Activation.Linear)
        : base(nameof(EqualConvolution))
    {
        _activation = activation;
        _weight = Initial.Normal(1, outputs, inputs, 3, 3);
        _bias = Initial.Constant(0, outputs);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N C H W", [("C", _weight.shape[1])]);
        using var scope = NewDisposeScope();
        var y = nn.functional.conv2d(x, _weight / Math.Sqrt(9.0 * _weight.shape[1]), padding: [1, 1]);
        return BiasAct.Apply(y, _bias, _activation).MoveToOuterDisposeScope();
    }
}
