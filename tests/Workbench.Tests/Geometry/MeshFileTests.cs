using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class MeshFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meshes").FullName;

    private static Mesh Sphere { get; } = Coloured(MarchingCubes.Extract(MarchingCubesTests.Volume(12, p => 4 - p.Length()), 0, CancellationToken.None));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ply_has_the_header_and_the_bytes_of_the_official_tool()
    {
        var path = Path("mesh.ply");
        PlyWriter.Write(path, MeshTests.Tetrahedron, PlyContent.Positions);
        var bytes = File.ReadAllBytes(path);
        const string header = "ply\nformat binary_little_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n";
        Assert.Equal(header, Encoding.ASCII.GetString(bytes, 0, header.Length));
        Assert.Equal(header.Length + 4 * 12 + 4 * 13, bytes.Length);
        var vertex = bytes.AsSpan(header.Length + 12);
        Assert.Equal(1f, BinaryPrimitives.ReadSingleLittleEndian(vertex));
        var face = bytes.AsSpan(header.Length + 48);
        Assert.Equal(3, face[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(face[5..]));
    }

    [Theory]
    [InlineData(PlyContent.Positions)]
    [InlineData(PlyContent.Normals)]
    [InlineData(PlyContent.Colours)]
    [InlineData(PlyContent.All)]
    public void Ply_reads_back_what_was_written(PlyContent content)
    {
        var path = Path("mesh.ply");
        PlyWriter.Write(path, Sphere, content);
        var read = PlyReader.Read(path);
        Assert.Equal(Sphere.Vertices.ToArray(), read.Vertices.ToArray());
        Assert.Equal(Sphere.Triangles.ToArray(), read.Triangles.ToArray());
        Assert.Equal(content.HasFlag(PlyContent.Normals) ? Sphere.Normals.ToArray() : [], read.Normals.ToArray());
        Assert.Equal(content.HasFlag(PlyContent.Colours) ? Sphere.Vertices.Length : 0, read.Colours.Length);
        for (var i = 0; i < read.Colours.Length; i++)
            Assert.True(Vector3.Distance(Sphere.Colours[i], read.Colours[i]) < 0.004f);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_empty_mesh_is_a_valid_ply_and_no_glb()
    {
        var empty = MarchingCubes.Extract(MarchingCubesTests.Volume(4, _ => -1), 0, TestContext.Current.CancellationToken);
        PlyWriter.Write(Path("empty.ply"), empty);
        Assert.Equal(0, PlyReader.Read(Path("empty.ply")).TriangleCount);
        Assert.Contains("Lower the level", Assert.Throws<ArgumentException>(() => GlbWriter.Write(Path("empty.glb"), empty)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path("empty.glb")));
    }

    [Fact]
    public void Obj_counts_from_one_and_reads_back_by_hand()
    {
        ObjWriter.Write(Path("mesh.obj"), Sphere);
        var lines = File.ReadAllLines(Path("mesh.obj")).Select(line => line.Split(' ')).ToLookup(words => words[0], words => words[1..]);
        Assert.Equal(
            Sphere.Vertices.ToArray().Zip(Sphere.Colours.ToArray(), (v, c) => new[] { v.X, v.Y, v.Z, c.X, c.Y, c.Z }),
            lines["v"].Select(words => words.Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray()));
        Assert.Equal(Sphere.Normals.Length, lines["vn"].Count());
        var corners = lines["f"].SelectMany(words => words).Select(word => word.Split("//")).ToList();
        Assert.Equal(Sphere.Triangles.ToArray(), corners.Select(pair => int.Parse(pair[0], CultureInfo.InvariantCulture) - 1));
        Assert.All(corners, pair => Assert.Equal(pair[0], pair[1]));
    }

    [Fact]
    public void Glb_reads_back_what_was_written()
    {
        var path = Path("mesh.glb");
        GlbWriter.Write(path, Sphere);
        var read = GlbReader.Read(path);
        Assert.Equal(Sphere.Vertices.ToArray(), read.Vertices.ToArray());
        Assert.Equal(Sphere.Normals.ToArray(), read.Normals.ToArray());
        Assert.Equal(Sphere.Triangles.ToArray(), read.Triangles.ToArray());
        for (var i = 0; i < read.Colours.Length; i++)
            Assert.True(Vector3.Distance(Sphere.Colours[i], read.Colours[i]) < 1e-5f);
        GlbWriter.Write(path, new Mesh(Sphere.Vertices, [], Sphere.Triangles));
        Assert.Equal((0, 0), (GlbReader.Read(path).Normals.Length, GlbReader.Read(path).Colours.Length));
    }

    [Fact]
    public void Glb_colours_are_stored_in_linear_light()
    {
        GlbWriter.Write(Path("mesh.glb"), new Mesh(MeshTests.Tetrahedron.Vertices, [], MeshTests.Tetrahedron.Triangles, MeshTests.Tetrahedron.Colours));
        var bytes = File.ReadAllBytes(Path("mesh.glb"));
        // The binary chunk ends with colours (4 × 12 bytes) and indices (12 × 4 bytes); display grey 0.4 is 0.1329 in linear light.
        Assert.Equal(0.1329f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(bytes.Length - 48 - 48 + 2 * 12 + 4)), 1e-4f);
    }

    [Fact]
    public void A_position_that_is_not_finite_is_not_written_as_glb() =>
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => GlbWriter.Write(Path("mesh.glb"), new Mesh([new Vector3(float.NaN), default, default], [], [0, 1, 2]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(".ply")]
    [InlineData(".glb")]
    public void A_file_cut_off_anywhere_is_refused(string kind)
    {
        var path = Path("mesh" + kind);
        var bytes = Bytes(kind);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.StartsWith(path, Assert.Throws<GeometryFormatException>(() => Read(path)).Message, StringComparison.Ordinal);
        }
        File.WriteAllBytes(path, [.. bytes, 0]);
        Assert.Throws<GeometryFormatException>(() => Read(path));
    }

    [Theory]
    [InlineData(".ply")]
    [InlineData(".glb")]
    public void A_damaged_file_gives_a_mesh_or_a_plain_error(string kind)
    {
        var path = Path("mesh" + kind);
        var good = Bytes(kind);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            var bytes = good.ToArray();
            bytes[position] = value;
            File.WriteAllBytes(path, bytes);
            try
            {
                Assert.Equal(4, Read(path).TriangleCount);
            }
            catch (GeometryFormatException error)
            {
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
        }, iter: 1000, threads: 1);
    }

    [Fact]
    public void A_face_beyond_the_vertices_is_refused()
    {
        var bytes = Bytes(".ply");
        bytes[^1] = 0x7F;
        File.WriteAllBytes(Path("mesh.ply"), bytes);
        Assert.Contains("vertex number", Assert.Throws<GeometryFormatException>(() => PlyReader.Read(Path("mesh.ply"))).Message, StringComparison.Ordinal);
    }

    private byte[] Bytes(string kind)
    {
        var path = Path("good" + kind);
        if (kind == ".ply")
            PlyWriter.Write(path, Tetrahedron);
        else
            GlbWriter.Write(path, Tetrahedron);
        return File.ReadAllBytes(path);
    }

    private static Mesh Tetrahedron => MeshTests.Tetrahedron;

    private static Mesh Read(string path) => path.EndsWith(".ply", StringComparison.Ordinal) ? PlyReader.Read(path) : GlbReader.Read(path);

    private static Mesh Coloured(Mesh mesh) => mesh.WithColours(mesh.Vertices.ToArray().Select(vertex => vertex / 12).ToArray());

    private string Path(string name) => System.IO.Path.Combine(_folder, name);
}
