using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Sampling of one scalar a cell, and its adjoint: numbers at points are spread over the cells that the points are read from.</summary>
internal static class SamplingAdjoint
{
    /// <summary>Reads channels at points: the mean of the planes.</summary>
    /// <param name="cells">[P, C, D, H, W]</param>
    /// <param name="points">World coordinates, [M, 3].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <returns>[M, C]</returns>
    public static Tensor Read(Tensor cells, Tensor points, PlaneLayout layout)
    {
        using var scope = NewDisposeScope();
        var where = TriGridSampler.Coordinates(points.unsqueeze(0) * (2 / layout.BoxSize), layout.Axes, layout.Depth)[0]; // [P, M, 3]
        return TriGridSampler.Volume(cells, where.contiguous()).mean([0]).MoveToOuterDisposeScope(); // [M, C]
    }

    /// <summary>Spreads values: ∂(Σ values · read)/∂cells.</summary>
    /// <param name="values">[M, C]</param>
    /// <param name="points">World coordinates, [M, 3].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <returns>[P, C, D, H, W]</returns>
    public static Tensor Spread(Tensor values, Tensor points, PlaneLayout layout)
    {
        var s = Shape.Check(values, "M C");
        Shape.Check(points, "M I", [("M", s[0]), ("I", 3)]);
        using var scope = NewDisposeScope();
        if (s[0] == 0)
            return zeros([layout.Axes.Count, s[1], layout.Depth, layout.Height, layout.Width], ScalarType.Float32, values.device).MoveToOuterDisposeScope();
        using var grad = enable_grad();
        var cells = zeros([layout.Axes.Count, s[1], layout.Depth, layout.Height, layout.Width], ScalarType.Float32, values.device, requires_grad: true);
        var read = Read(cells, points.detach(), layout);
        return Differentiate.Gradient((read * values.detach()).sum(), cells).detach().MoveToOuterDisposeScope();
    }
}
