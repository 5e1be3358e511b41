using System.Numerics;
using CsCheck;
using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class MarchingCubesTests
{
    [Fact]
    public void A_sphere_has_its_volume_area_and_topology()
    {
        const double radius = 24.3;
        var mesh = Extract(Volume(64, p => (float)radius - p.Length()), 0);
        Assert.True(mesh.IsClosed);
        Assert.Equal(2, mesh.EulerCharacteristic);
        Assert.Equal(1, mesh.Volume / (4 * Math.PI / 3 * Math.Pow(radius, 3)), 0.005);
        Assert.Equal(1, mesh.Area / (4 * Math.PI * radius * radius), 0.005);
        var centre = new Vector3(31.5f);
        for (var i = 0; i < mesh.Vertices.Length; i++)
        {
            Assert.Equal(radius, Vector3.Distance(mesh.Vertices[i], centre), 0.02);
            Assert.True(Vector3.Dot(mesh.Normals[i], Vector3.Normalize(mesh.Vertices[i] - centre)) > 0.999f);
            Assert.Equal(1, mesh.Normals[i].Length(), 1e-5);
        }
    }

    [Fact]
    public void A_torus_has_one_hole()
    {
        const double ring = 18, tube = 7.2;
        var mesh = Extract(Volume(64, p => (float)tube - new Vector2(new Vector2(p.X, p.Y).Length() - (float)ring, p.Z).Length()), 0);
        Assert.True(mesh.IsClosed);
        Assert.Equal(0, mesh.EulerCharacteristic);
        Assert.Equal(1, mesh.Volume / (2 * Math.PI * Math.PI * ring * tube * tube), 0.01);
    }

    [Fact]
    public void Two_spheres_are_two_components_of_which_the_larger_stays()
    {
        var mesh = Extract(Volume(40, p => Math.Max(9 - Vector3.Distance(p, new Vector3(-8, 0, 0)), 4 - Vector3.Distance(p, new Vector3(10, 0, 0)))), 0);
        Assert.Equal(4, mesh.EulerCharacteristic);
        var largest = mesh.LargestComponent();
        Assert.Equal(2, largest.EulerCharacteristic);
        Assert.True(largest.IsClosed);
        Assert.Equal(1, largest.Volume / (4 * Math.PI / 3 * 729), 0.02);
        Assert.True(largest.Bounds.Max.X < 22);
    }

    [Fact]
    public void Every_field_gives_a_closed_surface_with_outward_triangles() =>
        Gen.Select(Gen.Int[3, 7], Gen.Int[3, 7], Gen.Int[3, 7]).SelectMany((x, y, z) => Gen.Float[-1, 1].Array[x * y * z].Select(values => new DenseVolume(values, x, y, z))).Sample(volume =>
        {
            var mesh = Extract(volume.WithBorder(VolumeBorder.Thin(-2)), 0);
            Assert.True(mesh.IsClosed);
            Assert.True(mesh.Volume >= 0);
            Assert.Equal(0, mesh.EulerCharacteristic % 2); // closed orientable surfaces have even characteristic
        });

    [Fact]
    public void Fields_of_two_values_are_closed_too_though_every_face_may_be_ambiguous() =>
        Gen.Bool.Array[125].Sample(cells =>
        {
            var mesh = Extract(new DenseVolume([.. cells.Select(cell => cell ? 1f : 0f)], 5, 5, 5).WithBorder(VolumeBorder.Thin(0)), 0.5f);
            Assert.True(mesh.IsClosed);
            Assert.True(mesh.Volume >= 0);
        });

    [Fact]
    public void A_value_on_the_level_still_gives_a_closed_surface()
    {
        var mesh = Extract(Volume(9, p => 3 - p.Length()), 0); // integer distances lie exactly on the level
        Assert.True(mesh.IsClosed);
        Assert.Equal(2, mesh.EulerCharacteristic);
    }

    [Fact]
    public void Vertices_lie_where_the_field_is_linear_between_two_samples()
    {
        var values = new float[27];
        values[13] = 3; // the centre of 3 × 3 × 3
        var mesh = Extract(new DenseVolume(values, 3, 3, 3), 1);
        Assert.Equal(8, mesh.TriangleCount);
        var expected = new HashSet<Vector3>();
        foreach (var axis in (Vector3[])[Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ])
            foreach (var sign in (float[])[-1, 1])
                expected.Add(Vector3.One + sign * (2f / 3) * axis);
        Assert.Equal(6, mesh.Vertices.Length);
        foreach (var vertex in mesh.Vertices)
            Assert.Contains(expected, place => Vector3.Distance(place, vertex) < 1e-6f);
    }

    [Theory]
    [InlineData(-5, "below", "Lower")]
    [InlineData(5, "above", "Raise")]
    public void A_field_on_one_side_gives_an_empty_mesh_that_says_why(float value, string side, string advice)
    {
        var mesh = Extract(Volume(5, _ => value), 1);
        Assert.Equal(0, mesh.TriangleCount);
        Assert.Contains(side, mesh.Note, StringComparison.Ordinal);
        Assert.Contains(advice, mesh.Note, StringComparison.Ordinal);
        Assert.Equal(0, mesh.Volume);
        Assert.Equal(0, mesh.EulerCharacteristic);
        Assert.Same(mesh, mesh.LargestComponent());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_named_with_its_place(float value)
    {
        var volume = new float[4 * 5 * 6];
        volume[(2 * 5 + 3) * 6 + 4] = value;
        var error = Assert.Throws<InvalidDataException>(() => Extract(new DenseVolume(volume, 4, 5, 6), 1));
        Assert.Contains("(2, 3, 4)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_are_read_once_and_in_order()
    {
        var read = new List<int>();
        Extract(new Recording(read), 0.5f);
        Assert.Equal(Enumerable.Range(0, 6), read);
    }

    [Fact]
    public void A_cancelled_extraction_stops() =>
        Assert.Throws<OperationCanceledException>(() => MarchingCubes.Extract(Volume(5, p => p.X), 0, new CancellationToken(true)));

    private static Mesh Extract(ScalarVolume volume, float level) => MarchingCubes.Extract(volume, level, TestContext.Current.CancellationToken);

    internal static DenseVolume Volume(int size, Func<Vector3, float> field)
    {
        var values = new float[size * size * size];
        var middle = (size - 1) / 2f;
        for (var i = 0; i < values.Length; i++)
            values[i] = field(new Vector3(i / (size * size) - middle, i / size % size - middle, i % size - middle));
        return new DenseVolume(values, size, size, size);
    }

    private sealed class Recording(List<int> read) : ScalarVolume(6, 4, 4)
    {
        public override void ReadSlice(int x, Span<float> slice)
        {
            read.Add(x);
            slice.Fill(x % 2);
        }
    }
}
