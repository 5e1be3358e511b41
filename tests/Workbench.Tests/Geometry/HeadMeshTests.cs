using Workbench.Geometry;
using Workbench.Tests.Generator;

namespace Workbench.Tests.Geometry;

public sealed class HeadMeshTests : TensorTest
{
    [Fact]
    public void A_surface_is_closed_coloured_and_inside_the_box()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(1));
        var level = torch.quantile(head.Density(grid, rand(1, 2000, 3) - 0.5f), tensor(0.7f)).item<float>();
        var mesh = HeadMesh.Extract(head, grid, resolution: 24, level: level);
        Assert.True(mesh.IsClosed);
        Assert.Equal(mesh.Vertices.Length, mesh.Colours.Length);
        Assert.True(mesh.Bounds.Min.X >= -0.5f && mesh.Bounds.Max.X <= 0.5f);
        Assert.Equal(0, HeadMesh.Extract(head, grid, 24, level, coloured: false).Colours.Length);
    }

    [Fact]
    public void Nothing_at_the_level_says_so_instead_of_failing()
    {
        using var head = SmallPanoHead.Create();
        var mesh = HeadMesh.Extract(head, head.Synthesize(head.Map(1)), resolution: 12, level: 1e9f);
        Assert.Equal(0, mesh.TriangleCount);
        Assert.Contains("Lower the level", mesh.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_heads_at_once_are_refused()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(head.Sample(1, 2)));
        Assert.Contains("one code at a time", Assert.Throws<ArgumentException>(() => HeadMesh.Extract(head, grid)).Message, StringComparison.Ordinal);
    }
}
