using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class MarchingCubesTableTests
{
    [Fact]
    public void Every_crossed_edge_lies_on_exactly_one_loop()
    {
        for (var pattern = 0; pattern < 256; pattern++)
        {
            var crossed = new List<int>();
            for (var corner = 0; corner < 8; corner++)
                for (var axis = 0; axis < 3; axis++)
                    if ((corner >> axis & 1) == 0 && (pattern >> corner & 1) != (pattern >> (corner | 1 << axis) & 1))
                        crossed.Add(MarchingCubesTable.Edge(corner, corner | 1 << axis));
            Assert.Equal(crossed.Order(), MarchingCubesTable.Loops(pattern).SelectMany(loop => loop).Order());
        }
    }

    [Fact]
    public void The_twelve_edges_have_twelve_numbers() =>
        Assert.Equal(Enumerable.Range(0, MarchingCubesTable.Edges), Enumerable.Range(0, 8)
            .SelectMany(corner => Enumerable.Range(0, 3).Where(axis => (corner >> axis & 1) == 0).Select(axis => MarchingCubesTable.Edge(corner, corner | 1 << axis))).Order());

    [Fact]
    public void A_loop_of_n_edges_makes_n_minus_two_triangles()
    {
        for (var pattern = 0; pattern < 256; pattern++)
            Assert.Equal(MarchingCubesTable.Loops(pattern).Sum(loop => 3 * (loop.Count - 2)), MarchingCubesTable.Triangles[pattern].Length);
    }

    [Fact]
    public void No_cut_lies_in_a_face_where_the_neighbour_could_cut_likewise()
    {
        for (var pattern = 0; pattern < 256; pattern++)
        {
            var outline = MarchingCubesTable.Loops(pattern).SelectMany(loop => loop.Select((edge, i) => (edge, loop[(i + 1) % loop.Count]))).ToHashSet();
            foreach (var triangle in MarchingCubesTable.Triangles[pattern].Chunk(3))
                for (var k = 0; k < 3; k++)
                {
                    (int From, int To) side = (triangle[k], triangle[(k + 1) % 3]);
                    if (!outline.Contains(side))
                        Assert.False(MarchingCubesTable.ShareFace(side.From, side.To), $"Pattern {pattern} cuts from edge {side.From} to {side.To}.");
                }
        }
    }

    [Fact]
    public void One_inside_corner_makes_one_triangle_that_looks_away_from_it() =>
        Assert.Equal([0, 4, 8], Rotated(MarchingCubesTable.Triangles[1]));

    /// <summary>The triangle beginning with its smallest edge.</summary>
    private static IEnumerable<int> Rotated(byte[] triangle)
    {
        var start = Array.IndexOf(triangle, triangle.Min());
        return Enumerable.Range(0, 3).Select(k => (int)triangle[(start + k) % 3]);
    }
}
