using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Four neighbouring tokens become one of twice the width; normalised after the reduction (Swin V2).</summary>
public sealed class PatchMerging : nn.Module<Tensor, Tensor>
{
    private readonly int _width;
    private readonly int _side;

    [ComponentName(Name = "reduction")]
    private readonly Linear _reduction;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    /// <summary>Creates the step with initial weights.</summary>
    /// <param name="width">Width of the tokens.</param>
    /// <param name="side">Tokens a side, even.</param>
    public PatchMerging(int width, int side)
        : base(nameof(PatchMerging))
    {
        (_width, _side) = (width, side);
        _reduction = nn.Linear(4L * width, 2L * width, hasBias: false);
        _norm = nn.LayerNorm(2L * width);
        RegisterComponents();
    }

    /// <param name="x">Tokens row by row, [N, side², C].</param>
    /// <returns>[N, side²/4, 2C]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N T C", [("T", (long)_side * _side), ("C", _width)]);
        using var scope = NewDisposeScope();
        var half = _side / 2;
        // Within the four: upper left, lower left, upper right, lower right.
        var four = x.view(x.shape[0], half, 2, half, 2, _width).permute(0, 1, 3, 4, 2, 5).reshape(x.shape[0], (long)half * half, 4L * _width); // [N, T/4, (column, row, C)]
        return _norm.call(_reduction.call(four)).MoveToOuterDisposeScope();
    }
}
