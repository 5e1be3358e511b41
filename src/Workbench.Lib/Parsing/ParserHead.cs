using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Parsing;

/// <summary>One class score a pixel of a feature map.</summary>
internal sealed class ParserHead : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormalizedConvolution _convolution;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _scores;

    public ParserHead(long inputs, long width, long classes)
        : base(nameof(ParserHead))
    {
        _convolution = new NormalizedConvolution(inputs, width, 3);
        _scores = nn.Conv2d(width, classes, 1, bias: false);
        RegisterComponents();
    }

    /// <param name="x">[N, I, H, W]</param>
    /// <returns>[N, classes, H, W]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _scores.call(_convolution.call(x)).MoveToOuterDisposeScope();
    }
}
