using System.Numerics;
using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class DensityGridTests : TensorTest
{
    [Fact]
    public void The_official_points_are_those_of_the_float32_formula()
    {
        var grid = new DensityGrid { Resolution = 7, BoxSize = 1.2f };
        var index = arange(0, grid.Count, dtype: ScalarType.Int64);
        var rows = index.to(ScalarType.Float32) / 7;
        var columns = new[] { (rows / 7).remainder(7), rows.remainder(7), index.remainder(7).to(ScalarType.Float32) };
        var expected = stack(columns.Select(column => column * (1.2f / 6) + -0.6f).ToArray(), 1);
        Assert.True(expected.allclose(grid.Points(0, grid.Count)[0], rtol: 0, atol: 1e-6));
    }

    [Fact]
    public void Above_a_resolution_of_256_the_sample_number_is_rounded_to_float32()
    {
        var grid = new DensityGrid { Resolution = 512, Layout = GridLayout.Official };
        var last = grid.Points(grid.Count - 1, 1).data<float>().ToArray();
        // 512³ − 1 rounds to 512³, whose x and y wrap round to 0; z is computed with integers.
        Assert.Equal([-0.5f, -0.5f, 0.5f], last);
    }

    [Fact]
    public void A_straight_grid_reaches_from_corner_to_corner()
    {
        var grid = new DensityGrid { Resolution = 4, BoxSize = 2, Layout = GridLayout.Straight };
        var points = grid.Points(0, grid.Count)[0].data<float>().ToArray().Chunk(3).ToList();
        Assert.Equal([-1, -1, -1], points[0]);
        Assert.Equal([1, 1, 1], points[^1].Select(value => MathF.Round(value, 5)));
        Assert.Equal([-1, -1, -1 / 3f], points[1].Select(value => value), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData(GridLayout.Official)]
    [InlineData(GridLayout.Straight)]
    public void Sample_numbers_map_to_their_points(GridLayout layout)
    {
        var grid = new DensityGrid { Resolution = 6, BoxSize = 1.5f, Layout = layout };
        var points = grid.Points(0, grid.Count)[0].data<float>().ToArray();
        for (var n = 0; n < grid.Count; n++)
        {
            var placed = Vector3.Transform(new Vector3(n / 36, n / 6 % 6, n % 6), grid.ToWorld());
            Assert.True(Vector3.Distance(placed, new Vector3(points[3 * n], points[3 * n + 1], points[3 * n + 2])) < 1e-5f);
        }
    }

    [Theory]
    [InlineData(GridLayout.Official)]
    [InlineData(GridLayout.Straight)]
    public void The_surface_in_world_units_is_where_the_field_says(GridLayout layout)
    {
        var centre = new Vector3(0.05f, -0.1f, 0.15f);
        var grid = new DensityGrid { Resolution = 48, Layout = layout };
        var mesh = grid.ExtractSurface(points => 100 * (0.2f - (points - tensor([centre.X, centre.Y, centre.Z])).norm(-1, keepdim: true)), 0);
        Assert.True(mesh.IsClosed);
        Assert.Equal(1, mesh.Volume / (4 * Math.PI / 3 * 0.008), 0.01);
        foreach (var vertex in mesh.Vertices)
            Assert.Equal(0.2f, Vector3.Distance(vertex, centre), 1e-3f);
        for (var i = 0; i < mesh.Vertices.Length; i++)
            Assert.True(Vector3.Dot(mesh.Normals[i], Vector3.Normalize(mesh.Vertices[i] - centre)) > 0.99f);
    }

    [Fact]
    public void The_official_mesh_is_a_turned_world_mesh_and_not_a_mirrored_one()
    {
        // A blob off the middle on every axis: the official mesh has coordinates (z, y, N − 1 − x).
        var grid = new DensityGrid { Resolution = 32, Layout = GridLayout.Straight };
        var volume = grid.Sample(points => 100 * (0.1f - (points - tensor([0.2f, 0.1f, -0.15f])).norm(-1, keepdim: true)));
        var mesh = DensityGrid.ExtractOfficial(volume.Flip(), 0, TestContext.Current.CancellationToken);
        var centre = (mesh.Bounds.Min + mesh.Bounds.Max) / 2;
        Assert.Equal((-0.15f + 0.5f) * 31, centre.X, 0.2f);
        Assert.Equal((0.1f + 0.5f) * 31, centre.Y, 0.2f);
        Assert.Equal((0.5f - 0.2f) * 31, centre.Z, 0.2f);
        Assert.True(mesh.Volume > 0);
    }

    [Fact]
    public void The_field_is_asked_in_chunks_within_the_budget_and_reports_its_progress()
    {
        var sizes = new List<long>();
        var progress = new Reports();
        var grid = new DensityGrid { Resolution = 6 };
        grid.Sample(
            points =>
            {
                sizes.Add(points.shape[1]);
                return points[.., .., ..1];
            },
            new FieldEvaluation { ByteBudget = 1000, BytesPerPoint = 100, Progress = progress }).ToDense();
        Assert.All(sizes, size => Assert.InRange(size, 1, 10));
        Assert.Equal(grid.Count, sizes.Sum());
        Assert.Equal(1.0, progress.Values[^1]);
        Assert.Equal(progress.Values.Order(), progress.Values);
    }

    [Fact]
    public void Chunks_do_not_change_the_result()
    {
        var grid = new DensityGrid { Resolution = 9 };
        Assert.Equal(Sampled(7), Sampled(1 << 20));

        float[] Sampled(long budget) => grid.Sample(points => points.square().sum(-1, keepdim: true), new FieldEvaluation { ByteBudget = budget, BytesPerPoint = 1 }).ToDense().Values.ToArray();
    }

    [Fact]
    public void A_cancelled_evaluation_stops_within_a_chunk()
    {
        using var stop = new CancellationTokenSource();
        var calls = 0;
        var grid = new DensityGrid { Resolution = 8 };
        Assert.Throws<OperationCanceledException>(() => grid.ExtractSurface(
            points =>
            {
                if (++calls == 3)
                    stop.Cancel();
                return points[.., .., ..1];
            },
            evaluation: new FieldEvaluation { Cancellation = stop.Token }));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void A_field_of_the_wrong_shape_is_named_with_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => new DensityGrid { Resolution = 4 }.Sample(points => points).ToDense());
        Assert.Contains("[1, M=16, 1]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 16, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_grids_are_refused()
    {
        Assert.Equal(2, new DensityGrid { Resolution = 1, BoxSize = 0 }.Validate().Count);
        Assert.Throws<InvalidOperationException>(() => new DensityGrid { Resolution = 1 }.Sample(points => points));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DensityGrid { Resolution = 4 }.Points(60, 5));
    }

    [Fact]
    public void Borders_follow_the_rules_of_the_tools()
    {
        Assert.Equal((30, 30, -1000f), (VolumeBorder.Samples(256).Sides, VolumeBorder.Samples(256).Top, VolumeBorder.Samples(256).Value));
        Assert.Equal((60, 76, 0f), (VolumeBorder.Video(512).Sides, VolumeBorder.Video(512).Top, VolumeBorder.Video(512).Value));
        var ones = new DenseVolume([.. Enumerable.Repeat(1f, 64 * 64 * 64)], 64, 64, 64).WithBorder(VolumeBorder.Video(64)).ToDense();
        Assert.Equal(50 * 50 * 48, ones.Values.ToArray().Count(value => value == 1));
        Assert.Equal((0f, 1f), (ones[6, 30, 30], ones[7, 30, 30]));
        Assert.Equal((1f, 0f), (ones[30, 54, 30], ones[30, 55, 30]));
        Assert.Equal((0f, 1f), (ones[30, 6, 30], ones[30, 7, 30]));
        Assert.Equal((1f, 0f), (ones[30, 30, 56], ones[30, 30, 57]));
    }

    [Fact]
    public void Vertex_colours_come_from_the_field_at_the_vertices()
    {
        var mesh = new DensityGrid { Resolution = 16, Layout = GridLayout.Straight }
            .ExtractSurface(points => 0.3f - points.norm(-1, keepdim: true), 0)
            .WithColours(points => points + 0.5f, new FieldEvaluation { ByteBudget = 100, BytesPerPoint = 1 });
        for (var i = 0; i < mesh.Vertices.Length; i++)
            Assert.True(Vector3.Distance(mesh.Vertices[i] + new Vector3(0.5f), mesh.Colours[i]) < 1e-6f);
        Assert.Contains("colour", Assert.Throws<InvalidDataException>(() => mesh.WithColours(points => points * float.NaN)).Message, StringComparison.Ordinal);
        Assert.Equal(1, mesh.WithColours(points => points + 9).Colours[0].X);
    }

    private sealed class Reports : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
