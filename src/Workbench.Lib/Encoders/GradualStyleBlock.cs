using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Shrinks a feature map to one style code (map2style of pSp, Richardson et al. 2021).</summary>
/// <remarks>log₂(S) convolutions 3×3 of stride 2, each followed by a leaky ReLU of slope 0.01, then an equalised linear layer. S fixes their number; smaller maps stay at one pixel.</remarks>
public sealed class GradualStyleBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "convs")]
    private readonly Sequential _convolutions;

    [ComponentName(Name = "linear")]
    private readonly FullyConnected _linear;

    /// <summary>Creates a block with initial weights.</summary>
    /// <param name="inputs">Channels of the map.</param>
    /// <param name="width">Width of the code, K.</param>
    /// <param name="side">Pixels of the map a side, S; a power of two. A map of one pixel still passes one convolution.</param>
    public GradualStyleBlock(int inputs, int width, int side)
        : base(nameof(GradualStyleBlock))
    {
        if (side < 1 || !int.IsPow2(side))
            throw new ArgumentOutOfRangeException(nameof(side), side, "The side of the map must be a power of two.");
        (Inputs, Side) = (inputs, side);
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 0; i < Math.Max(1, int.Log2(side)); i++)
        {
            layers.Add(nn.Conv2d(i == 0 ? inputs : width, width, 3, 2, 1));
            layers.Add(nn.LeakyReLU(0.01));
        }
        _convolutions = nn.Sequential([.. layers]);
        _linear = new FullyConnected(width, width);
        RegisterComponents();
    }

    /// <summary>Channels of the map.</summary>
    public int Inputs { get; }

    /// <summary>Largest side of the map.</summary>
    public int Side { get; }

    /// <param name="x">[N, C, H, W], H and W at most <see cref="Side"/>.</param>
    /// <returns>[N, K]</returns>
    public override Tensor forward(Tensor x)
    {
        var sizes = Shape.Check(x, "N C H W", [("C", Inputs)]);
        if (sizes[2] > Side || sizes[3] > Side)
            throw new ArgumentException($"x: this block shrinks maps of at most {Side}×{Side} pixels to one, got {sizes[2]}×{sizes[3]}. Resize the picture to the encoder's resolution.", nameof(x));
        using var scope = NewDisposeScope();
        return _linear.call(_convolutions.call(x).flatten(1)).MoveToOuterDisposeScope(); // [N, K]
    }
}
