using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Decoder step of TriPlaneNet: BN · conv 3×3 · PReLU · conv 3×3 · PReLU · PReLU.</summary>
/// <remarks>The second PReLU is applied twice with slopes of its own each, as in the published networks.</remarks>
public sealed class DoubleConvolution : nn.Module<Tensor, Tensor>
{
    private readonly int _inputs;

    [ComponentName(Name = "double_conv")]
    private readonly Sequential _layers;

    /// <summary>Creates a step with initial weights.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    public DoubleConvolution(int inputs, int outputs)
        : base(nameof(DoubleConvolution))
    {
        _inputs = inputs;
        _layers = nn.Sequential(
            nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, padding: 1), nn.PReLU(outputs), nn.Conv2d(outputs, outputs, 3, padding: 1), nn.PReLU(outputs), nn.PReLU(outputs));
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N C H W", [("C", _inputs)]);
        if (!Inference.Supports(this, x))
            return _layers.call(x);
        using var scope = NewDisposeScope();
        var y = Inference.Convolve(Inference.Normalize(x, (BatchNorm2d)_layers[0]), (Conv2d)_layers[1], slopes: ((PReLU)_layers[2]).weight);
        y = Inference.Convolve(y, (Conv2d)_layers[3], slopes: ((PReLU)_layers[4]).weight);
        return ((PReLU)_layers[5]).call(y).MoveToOuterDisposeScope();
    }
}
