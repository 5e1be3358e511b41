using Workbench.Rendering;

namespace Workbench.Occlusion;

/// <summary>Where the cells of a tri-grid lie in space.</summary>
/// <param name="Axes">Which world axes each plane reads.</param>
/// <param name="Depth">Slices a plane, D.</param>
/// <param name="Height">Cells a column, H.</param>
/// <param name="Width">Cells a row, W.</param>
/// <param name="BoxSize">Side of the box around the origin, world units.</param>
public sealed record PlaneLayout(PlaneAxes Axes, int Depth, int Height, int Width, double BoxSize)
{
    /// <summary>The layout of a tri-grid.</summary>
    public static PlaneLayout Of(TriGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var s = grid.Features.shape;
        return new PlaneLayout(grid.Axes, (int)s[3], (int)s[4], (int)s[5], grid.BoxSize);
    }
}
