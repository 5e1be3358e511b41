using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Reads the features of points from a tri-grid (PanoHead §3.2).</summary>
public static class TriGridSampler
{
    /// <summary>Coordinates of points on every plane.</summary>
    /// <param name="points">[N, M, 3]</param>
    /// <param name="axes">Plane axes.</param>
    /// <returns>(width, height, depth), [N, P, M, 3].</returns>
    public static Tensor Project(Tensor points, PlaneAxes axes)
    {
        Shape.Check(points, "N M I", [("I", 3)]);
        using var scope = NewDisposeScope();
        var index = tensor(axes.Indices.ToArray().Select(axis => (long)axis).ToArray(), device: points.device); // [P·3]
        var projected = points.index_select(2, index).view(points.shape[0], points.shape[1], axes.Count, 3); // [N, M, P, 3]
        return projected.transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Coordinates of points as a grid is read: those of <see cref="Project"/>, but EG3D's planes, which have no depth, are read in their middle.</summary>
    /// <param name="points">In −1…1, [N, M, 3].</param>
    /// <param name="axes">Plane axes.</param>
    /// <param name="slices">Slices a plane.</param>
    /// <returns>[N, P, M, 3]</returns>
    internal static Tensor Coordinates(Tensor points, PlaneAxes axes, long slices)
    {
        using var scope = NewDisposeScope();
        var order = tensor([.. axes.ReadingOrder(slices).Select(axis => (long)axis)], device: points.device);
        var padded = nn.functional.pad(points, [0, 1]); // (x, y, z, 0)
        return padded.index_select(2, order).view(points.shape[0], points.shape[1], axes.Count, 3).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Trilinear features of every plane; zero outside, half-voxel borders (align_corners = false), also for PanoHead's planes of one slice.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <returns>[N, P, M, C]</returns>
    public static Tensor Sample(TriGrid grid, Tensor points)
    {
        var s = Shape.Check(grid.Features, "N P C D H W", [("P", grid.Axes.Count)], "Split channels into planes with TriGrid.FromChannels.");
        Shape.Check(points, "N M I", [("N", s[0]), ("I", 3)]);
        using var scope = NewDisposeScope();
        var coordinates = Coordinates(points * (2 / grid.BoxSize), grid.Axes, s[3]); // [N, P, M, 3]
        var features = Volume(grid.Features.reshape(s[0] * s[1], s[2], s[3], s[4], s[5]), coordinates.reshape(s[0] * s[1], -1, 3)); // [N·P, M, C]
        return features.view(s[0], s[1], points.shape[1], s[2]).MoveToOuterDisposeScope();
    }

    /// <summary>Trilinear reading of volumes.</summary>
    /// <param name="volume">[N, C, D, H, W]</param>
    /// <param name="coordinates">(width, height, depth) in −1…1, [N, M, 3].</param>
    /// <returns>[N, M, C]</returns>
    public static Tensor Volume(Tensor volume, Tensor coordinates)
    {
        using var scope = NewDisposeScope();
        var where = coordinates.view(coordinates.shape[0], 1, 1, coordinates.shape[1], 3);
        var read = nn.functional.grid_sample(volume, where, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, false); // [N, C, 1, 1, M]
        return read.flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
