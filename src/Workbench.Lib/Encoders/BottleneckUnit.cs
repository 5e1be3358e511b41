using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Improved residual unit (bottleneck_IR and bottleneck_IR_SE of ArcFace): shortcut + residual, without activation after the sum.</summary>
/// <remarks>
/// Residual: BN · conv 3×3 (stride 1) · PReLU · conv 3×3 (stride s) · BN · squeeze and excitation. Shortcut: every s-th pixel, or conv 1×1 (stride s) · BN where the width changes.
/// </remarks>
public sealed class BottleneckUnit : nn.Module<Tensor, Tensor>
{
    private readonly int _inputs;

    [ComponentName(Name = "shortcut_layer")]
    private readonly Sequential? _shortcut;

    [ComponentName(Name = "res_layer")]
    private readonly Sequential _residual;

    /// <summary>Creates a unit with initial weights.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="kind">With or without squeeze and excitation.</param>
    /// <param name="reduction">Narrowing of squeeze and excitation.</param>
    public BottleneckUnit(int inputs, int outputs, int stride, ResidualUnit kind = ResidualUnit.SqueezeExcitation, int reduction = 16)
        : base(nameof(BottleneckUnit))
    {
        (_inputs, Stride) = (inputs, stride);
        if (inputs != outputs)
            _shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias: false), nn.BatchNorm2d(outputs));
        nn.Module<Tensor, Tensor>[] layers =
        [
            nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, padding: 1, bias: false), nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride, 1, bias: false), nn.BatchNorm2d(outputs),
        ];
        _residual = nn.Sequential(kind == ResidualUnit.Plain ? layers : [.. layers, new SqueezeExcitation(outputs, reduction)]);
        RegisterComponents();
    }

    /// <summary>Stride of the unit.</summary>
    public int Stride { get; }

    /// <summary>Convolution and normalisation of the shortcut; null where it only takes every s-th pixel.</summary>
    internal Sequential? Shortcut => _shortcut;

    /// <summary>The residual's layers.</summary>
    internal Sequential Residual => _residual;

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, O, ⌈H/s⌉, ⌈W/s⌉]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N C H W", [("C", _inputs)]);
        if (Inference.Supports(this, x))
            return Infer(x);
        using var scope = NewDisposeScope();
        var kept = TensorIndex.Slice(step: Stride);
        var shortcut = _shortcut is not null ? _shortcut.call(x) : Stride == 1 ? x : x[.., .., kept, kept];
        return (shortcut + _residual.call(x)).MoveToOuterDisposeScope();
    }

    // The same with normalisations folded into the convolutions.
    private Tensor Infer(Tensor x)
    {
        using var scope = NewDisposeScope();
        var kept = TensorIndex.Slice(step: Stride);
        var shortcut = _shortcut is not null ? Inference.Convolve(x, (Conv2d)_shortcut[0], (BatchNorm2d)_shortcut[1]) : Stride == 1 ? x : x[.., .., kept, kept];
        var (first, second) = ((Conv2d)_residual[1], (Conv2d)_residual[3]);
        var y = Inference.Convolve(Inference.Normalize(x, (BatchNorm2d)_residual[0]), first, slopes: ((PReLU)_residual[2]).weight);
        y = Inference.Convolve(y, second, (BatchNorm2d)_residual[4]);
        return (_residual.Count == 6 ? addcmul(shortcut, y, ((SqueezeExcitation)_residual[5]).Gate(y), 1) : shortcut + y).MoveToOuterDisposeScope();
    }
}
