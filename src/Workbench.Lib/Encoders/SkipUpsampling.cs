using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Enlarges a map, joins it behind the map of the trunk and convolves both (a U-Net step, Ronneberger et al. 2015).</summary>
public sealed class SkipUpsampling : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly DecoderUpsampling _kind;
    private readonly int _factor;

    [ComponentName(Name = "conv")]
    private readonly DoubleConvolution _convolution;

    /// <summary>Creates a step with initial weights.</summary>
    /// <param name="inputs">Channels of both maps together, after the enlargement.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kind">How the map is enlarged.</param>
    /// <param name="factor">How much; 1 leaves it.</param>
    public SkipUpsampling(int inputs, int outputs, DecoderUpsampling kind, int factor)
        : base(nameof(SkipUpsampling))
    {
        (_kind, _factor) = (kind, factor);
        _convolution = new DoubleConvolution(inputs, outputs);
        RegisterComponents();
    }

    /// <param name="x">Map to enlarge, [N, C, h, w].</param>
    /// <param name="skip">Map of the trunk, [N, S, H, W]; its channels come first.</param>
    /// <returns>[N, O, H, W]</returns>
    public override Tensor forward(Tensor x, Tensor skip)
    {
        using var scope = NewDisposeScope();
        return _convolution.call(cat([skip, Enlarge(x, _kind, _factor)], 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Enlarges a map.</summary>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="kind">How.</param>
    /// <param name="factor">f.</param>
    /// <returns>[N, C, f·H, f·W], or [N, C/f², f·H, f·W] by pixel shuffle.</returns>
    public static Tensor Enlarge(Tensor x, DecoderUpsampling kind, int factor)
    {
        Shape.Check(x, "N C H W");
        return factor == 1 ? x.alias()
            : kind == DecoderUpsampling.PixelShuffle ? nn.functional.pixel_shuffle(x, factor)
            : nn.functional.interpolate(x, [x.shape[2] * factor, x.shape[3] * factor], mode: InterpolationMode.Nearest);
    }
}
