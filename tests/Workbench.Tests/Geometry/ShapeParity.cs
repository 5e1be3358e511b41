using System.Numerics;
using Workbench.Geometry;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Geometry;

/// <summary>The shape part of a generator's evidence: sample points, densities, stored volume and surface.</summary>
internal static class ShapeParity
{
    private const double DensityTolerance = 2e-4;

    /// <summary>Compares everything with the densities that a field gives at the official points.</summary>
    /// <param name="f">A file with <c>shape.*</c> keys and the settings N, level and pad in its metadata.</param>
    /// <param name="sigmaField">Raw densities of points, [1, M, 3] → [1, M, 1].</param>
    internal static void Check(Fixture f, Func<Tensor, Tensor> sigmaField)
    {
        var grid = Grid(f);
        using var scope = NewDisposeScope();
        var sampled = grid.Sample(sigmaField).ToDense();
        f.Expect("shape.sigma_flat", sampled.ToTensor().flatten(), DensityTolerance);
        Check(f, grid);
    }

    /// <summary>Compares everything with given densities.</summary>
    /// <param name="f">A file with <c>shape.*</c> keys.</param>
    /// <param name="sigma">Raw densities at the official points in their order, any shape of N³ numbers.</param>
    internal static void Check(Fixture f, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        f.Expect("shape.sigma_flat", sigma.flatten(), DensityTolerance);
        Check(f, Grid(f));
    }

    /// <summary>Points, flip, border and surface, starting from the stored densities so that their rounding plays no part.</summary>
    internal static void CheckStored(Fixture f)
    {
        using var scope = NewDisposeScope();
        Check(f, Grid(f));
    }

    private static DensityGrid Grid(Fixture f)
    {
        var box = f.Metadata.ContainsKey("kwargs") && f.Json("kwargs").TryGetProperty("rendering_kwargs", out var options) && options.TryGetProperty("box_warp", out var size) ? size.GetSingle() : 1;
        return new DensityGrid { Resolution = f.Json("shape").GetProperty("N").GetInt32(), BoxSize = box };
    }

    private static void Check(Fixture f, DensityGrid grid)
    {
        f.Expect("shape.points", grid.Points(0, grid.Count)[0], 0);
        var n = grid.Resolution;
        var settings = f.Json("shape");
        var level = settings.GetProperty("level").GetSingle();
        var samples = DenseVolume.FromTensor(f["shape.sigma_flat"].reshape(n, n, n));
        f.Expect("shape.grid_flipped", samples.Flip().ToDense().ToTensor(), 0);
        foreach (var key in f.Under("shape.grid_padded_").ToList())
        {
            var value = float.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
            var border = value == 0 ? VolumeBorder.Video(n) : VolumeBorder.Samples(n) with { Value = value };
            Assert.Equal(settings.GetProperty("pad").GetInt32(), border.Sides);
            var stored = DensityGrid.ToOfficial(samples, border);
            f.Expect("shape.grid_padded_" + key, stored.ToDense().ToTensor(), 0);
            var mesh = DensityGrid.ExtractOfficial(stored, level);
            if (!mesh.IsClosed)
                f.Fail($"the surface of shape.grid_padded_{key} is not closed");
            var expected = f["shape.edge_crossings"].data<float>().ToArray().Chunk(3).Select(v => new Vector3(v[0], v[1], v[2])).ToArray();
            f.Expect("shape.edge_crossings", ByEdge(expected), ByEdge(mesh.Vertices.ToArray()), 1e-5);
        }
    }

    /// <summary>Vertices in the order of the grid edges they lie on, [M, 3]; rounding cannot exchange two of them as it could in an order by position.</summary>
    private static Tensor ByEdge(Vector3[] vertices) =>
        tensor(vertices.OrderBy(v => Edge(v)).SelectMany(v => (float[])[v.X, v.Y, v.Z]).ToArray(), [vertices.Length, 3]);

    private static (int X, int Y, int Z, int Axis) Edge(Vector3 v)
    {
        var axis = Enumerable.Range(0, 3).MaxBy(i => MathF.Abs(v[i] - MathF.Round(v[i])));
        int[] corner = [.. Enumerable.Range(0, 3).Select(i => (int)(i == axis ? MathF.Floor(v[i]) : MathF.Round(v[i])))];
        return (corner[0], corner[1], corner[2], axis);
    }
}
