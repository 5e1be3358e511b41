using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Geometry;

/// <summary>The surface of a generated head as a coloured mesh in world units.</summary>
public static class HeadMesh
{
    /// <summary>Extracts the surface where the raw density reaches a level.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="grid">Planes of one head, with latents when colours are wanted.</param>
    /// <param name="resolution">Samples a side; cost grows with the cube.</param>
    /// <param name="level">Raw density σ of the surface; 10 in the published tools.</param>
    /// <param name="coloured">Ask the generator for a colour at every vertex.</param>
    /// <param name="largestOnly">Drop floating specks.</param>
    /// <param name="evaluation">Memory, progress and cancellation.</param>
    /// <returns>A closed mesh; empty, with a note that says why, when nothing reaches the level.</returns>
    public static Mesh Extract(PanoHead head, TriGrid grid, int resolution = 128, float level = DensityGrid.OfficialLevel, bool coloured = true, bool largestOnly = true, FieldEvaluation? evaluation = null)
    {
        if (grid.Count != 1)
            throw new ArgumentException($"grid: a mesh shows one head, got {grid.Count}. Synthesise one code at a time.", nameof(grid));
        using var scope = NewDisposeScope();
        var samples = new DensityGrid { Resolution = resolution, BoxSize = (float)grid.BoxSize, Layout = GridLayout.Straight };
        var mesh = samples.ExtractSurface(points => head.Density(grid, points), level, evaluation: evaluation);
        if (largestOnly && mesh.TriangleCount > 0)
            mesh = mesh.LargestComponent();
        return coloured && mesh.TriangleCount > 0
            ? mesh.WithColours(points => (head.Colour(grid, points.unsqueeze(0)).squeeze(0) + 1) / 2, evaluation)
            : mesh;
    }
}
