using System.Globalization;
using System.Numerics;
using System.Text;
using Workbench.Weights;

namespace Workbench.Geometry;

/// <summary>What of a mesh goes into a PLY file.</summary>
[Flags]
public enum PlyContent
{
    /// <summary>Positions and triangles: byte for byte the layout of the official tool.</summary>
    Positions = 0,

    /// <summary>Also a normal at every vertex (nx, ny, nz).</summary>
    Normals = 1,

    /// <summary>Also a colour at every vertex (red, green, blue bytes).</summary>
    Colours = 2,

    /// <summary>Everything the mesh has.</summary>
    All = Normals | Colours,
}

/// <summary>Writes meshes as binary little-endian PLY: vertex x, y, z as float, faces as lists of int after a byte count.</summary>
public static class PlyWriter
{
    /// <summary>Writes a file, which appears complete or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="mesh">Any mesh; an empty one gives a valid empty file.</param>
    /// <param name="content">What is written, as far as the mesh has it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Mesh mesh, PlyContent content = PlyContent.All)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        AtomicFile.Write(path, stream => Write(stream, mesh, content));
    }

    private static void Write(Stream stream, Mesh mesh, PlyContent content)
    {
        var normals = content.HasFlag(PlyContent.Normals) && mesh.Normals.Length > 0;
        var colours = content.HasFlag(PlyContent.Colours) && mesh.Colours.Length > 0;
        var header = new StringBuilder("ply\nformat binary_little_endian 1.0\n")
            .Append(CultureInfo.InvariantCulture, $"element vertex {mesh.Vertices.Length}\n")
            .Append("property float x\nproperty float y\nproperty float z\n")
            .Append(normals ? "property float nx\nproperty float ny\nproperty float nz\n" : "")
            .Append(colours ? "property uchar red\nproperty uchar green\nproperty uchar blue\n" : "")
            .Append(CultureInfo.InvariantCulture, $"element face {mesh.TriangleCount}\n")
            .Append("property list uchar int vertex_indices\nend_header\n");
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        using var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true); // little-endian by definition
        for (var i = 0; i < mesh.Vertices.Length; i++)
        {
            Put(writer, mesh.Vertices[i]);
            if (normals)
                Put(writer, mesh.Normals[i]);
            if (colours)
                for (var c = 0; c < 3; c++)
                    writer.Write(ToByte(mesh.Colours[i][c]));
        }
        for (var i = 0; i < mesh.Triangles.Length; i++)
        {
            if (i % 3 == 0)
                writer.Write((byte)3);
            writer.Write(mesh.Triangles[i]);
        }
    }

    private static void Put(BinaryWriter writer, Vector3 v)
    {
        writer.Write(v.X);
        writer.Write(v.Y);
        writer.Write(v.Z);
    }

    private static byte ToByte(float unit) => (byte)MathF.Round(Math.Clamp(unit, 0, 1) * 255);
}
