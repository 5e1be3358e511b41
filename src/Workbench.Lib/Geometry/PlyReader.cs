using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Workbench.Geometry;

/// <summary>Reads the PLY files that <see cref="PlyWriter"/> and the official tool write: binary little-endian, float positions, optional normals and byte colours, triangles.</summary>
public static class PlyReader
{
    private const int LongestHeader = 4096;
    private const int FaceBytes = 13; // a count byte and three ints

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GeometryFormatException">The file is of another kind, truncated, too long or refers to vertices that it does not have.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Mesh Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (headerLength, lines) = Header(path, bytes);
        var properties = new List<string>();
        long vertices = -1, faces = -1;
        Expect(lines.Count >= 2 && lines[0] == "ply" && lines[1] == "format binary_little_endian 1.0", "this is not a binary little-endian PLY 1.0 file.");
        foreach (var line in lines.Skip(2).Where(line => !line.StartsWith("comment ", StringComparison.Ordinal)))
        {
            if (Element(line, "vertex ") is { } vertexCount && vertices < 0 && faces < 0)
                vertices = vertexCount;
            else if (Element(line, "face ") is { } faceCount && vertices >= 0 && faces < 0)
                faces = faceCount;
            else if (vertices >= 0 && faces < 0 && line.StartsWith("property ", StringComparison.Ordinal))
                properties.Add(line["property ".Length..]);
            else
                Expect(faces >= 0 && line == "property list uchar int vertex_indices", $"unexpected header line '{Printable(line)}'.");
        }
        Expect(vertices >= 0 && faces >= 0, "the header does not declare vertices and then faces.");
        string[] position = ["float x", "float y", "float z"], normal = ["float nx", "float ny", "float nz"], colour = ["uchar red", "uchar green", "uchar blue"];
        var hasNormals = properties.Skip(3).Take(3).SequenceEqual(normal);
        var hasColours = properties.Skip(hasNormals ? 6 : 3).SequenceEqual(colour);
        Expect(properties.SequenceEqual([.. position, .. hasNormals ? normal : [], .. hasColours ? colour : []]), $"vertices have the properties '{Printable(string.Join(", ", properties))}'; read are x y z, then nx ny nz, then red green blue.");

        var stride = 12 + (hasNormals ? 12 : 0) + (hasColours ? 3 : 0);
        Expect(vertices <= int.MaxValue && faces <= int.MaxValue / 3, "the header declares too many elements.");
        var expected = headerLength + vertices * stride + faces * FaceBytes;
        Expect(bytes.Length == expected, $"the header promises {expected} bytes, the file has {bytes.Length}.");
        var body = bytes.AsSpan(headerLength);
        var points = new Vector3[vertices];
        var normals = new Vector3[hasNormals ? vertices : 0];
        var colours = new Vector3[hasColours ? vertices : 0];
        for (var i = 0; i < points.Length; i++, body = body[stride..])
        {
            points[i] = Vector(body);
            if (hasNormals)
                normals[i] = Vector(body[12..]);
            if (hasColours)
                colours[i] = new Vector3(body[stride - 3], body[stride - 2], body[stride - 1]) / 255;
        }
        var triangles = new int[3 * faces];
        for (var i = 0; i < faces; i++, body = body[FaceBytes..])
        {
            Expect(body[0] == 3, $"face {i} has {body[0]} corners; only triangles are read.");
            for (var c = 0; c < 3; c++)
                triangles[3 * i + c] = BinaryPrimitives.ReadInt32LittleEndian(body[(1 + 4 * c)..]);
        }
        try
        {
            return new Mesh(points, normals, triangles, colours);
        }
        catch (ArgumentException error)
        {
            throw new GeometryFormatException(path, error.Message, error);
        }

        void Expect(bool condition, string problem)
        {
            if (!condition)
                throw new GeometryFormatException(path, problem);
        }
    }

    private static (int Length, List<string> Lines) Header(string path, byte[] bytes)
    {
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, LongestHeader)).IndexOf("\nend_header\n"u8);
        if (end < 0)
            throw new GeometryFormatException(path, "no PLY header ends within the first 4096 bytes.");
        return (end + "\nend_header\n".Length, [.. Encoding.Latin1.GetString(bytes, 0, end).Split('\n')]);
    }

    private static long? Element(string line, string kind)
    {
        var prefix = "element " + kind;
        return line.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(line.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= int.MaxValue
            ? count
            : null;
    }

    private static string Printable(string text) => string.Concat(text.Take(120).Select(letter => letter is < ' ' or > '~' ? '?' : letter));

    private static Vector3 Vector(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadSingleLittleEndian(bytes[4..]), BinaryPrimitives.ReadSingleLittleEndian(bytes[8..]));
}
