using System.Numerics;
using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class MeshTests
{
    private static readonly Vector3[] Corners = [Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ];
    private static readonly int[] Faces = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];

    internal static Mesh Tetrahedron { get; } = new(Corners, [-Vector3.UnitZ, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ], Faces, [Vector3.Zero, new(1, 0, 0), new(0.2f, 0.4f, 0.6f), Vector3.One]);

    [Fact]
    public void A_tetrahedron_is_measured_by_hand()
    {
        Assert.Equal(1.0 / 6, Tetrahedron.Volume, 1e-12);
        Assert.Equal(1.5 + Math.Sqrt(3) / 2, Tetrahedron.Area, 1e-7);
        Assert.Equal(2, Tetrahedron.EulerCharacteristic);
        Assert.True(Tetrahedron.IsClosed);
        Assert.Equal((Vector3.Zero, Vector3.One), Tetrahedron.Bounds);
    }

    [Fact]
    public void A_missing_or_a_turned_face_opens_the_mesh()
    {
        Assert.False(new Mesh(Corners, [], Faces.AsSpan(3)).IsClosed);
        Assert.False(new Mesh(Corners, [], [0, 1, 2, .. Faces.AsSpan(3)]).IsClosed);
        Assert.False(new Mesh(Corners, [], [.. Faces, .. Faces]).IsClosed);
    }

    [Fact]
    public void A_mirroring_map_keeps_the_outside_outside()
    {
        var mirrored = Tetrahedron.Transform(Matrix4x4.CreateScale(-2, 1, 1));
        Assert.Equal(2 * Tetrahedron.Volume, mirrored.Volume, 1e-9);
        Assert.Equal(-Vector3.UnitX, mirrored.Normals[1]);
        Assert.Equal(new Vector3(-2, 0, 0), mirrored.Vertices[1]);
        Assert.Throws<ArgumentException>(() => Tetrahedron.Transform(Matrix4x4.CreateScale(0, 1, 1)));
    }

    [Fact]
    public void Normals_stay_perpendicular_under_a_shear()
    {
        var shear = new Matrix4x4(1, 0, 0, 0, 0.5f, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1); // y moves x
        var mesh = new Mesh([Vector3.Zero, Vector3.UnitY, Vector3.UnitZ], [Vector3.UnitX, Vector3.UnitX, Vector3.UnitX], [0, 1, 2]).Transform(shear);
        foreach (var normal in mesh.Normals)
        {
            Assert.Equal(0, Vector3.Dot(normal, mesh.Vertices[1] - mesh.Vertices[0]), 1e-6);
            Assert.Equal(1, normal.Length(), 1e-6);
        }
    }

    [Fact]
    public void The_largest_component_keeps_colours_and_normals_in_step()
    {
        var both = new Mesh(
            [new(9, 9, 9), new(9, 9, 8), new(9, 8, 9), .. Corners],
            [Vector3.UnitX, Vector3.UnitX, Vector3.UnitX, .. Tetrahedron.Normals],
            [0, 1, 2, .. Faces.Select(index => index + 3)],
            [Vector3.One, Vector3.One, Vector3.One, .. Tetrahedron.Colours]);
        var largest = both.LargestComponent();
        Assert.Equal(Corners, largest.Vertices.ToArray());
        Assert.Equal(Tetrahedron.Normals.ToArray(), largest.Normals.ToArray());
        Assert.Equal(Tetrahedron.Colours.ToArray(), largest.Colours.ToArray());
        Assert.Equal(Faces, largest.Triangles.ToArray());
    }

    [Fact]
    public void Impossible_meshes_are_refused()
    {
        Assert.Contains("vertex number 4", Assert.Throws<ArgumentException>(() => new Mesh(Corners, [], [0, 1, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("vertex number -1", Assert.Throws<ArgumentException>(() => new Mesh(Corners, [], [0, 1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("whole triangles", Assert.Throws<ArgumentException>(() => new Mesh(Corners, [], [0, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("colours", Assert.Throws<ArgumentException>(() => new Mesh(Corners, [], [], [Vector3.One])).Message, StringComparison.Ordinal);
        Assert.Contains("normals", Assert.Throws<ArgumentException>(() => new Mesh(Corners, [Vector3.One], [])).Message, StringComparison.Ordinal);
    }
}
