using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Weights;

namespace Workbench.Geometry;

/// <summary>Writes meshes as binary glTF 2.0: one buffer with positions, normals, colours (linear light) and 32-bit indices.</summary>
/// <remarks>Axes are those of the library: +y up, the face towards +z, which is glTF's front.</remarks>
public static class GlbWriter
{
    internal const uint Magic = 0x46546C67; // "glTF"
    internal const uint JsonChunk = 0x4E4F534A;
    internal const uint BinaryChunk = 0x004E4942;

    private const int ArrayBuffer = 34962;
    private const int ElementArrayBuffer = 34963;
    private const int Float = 5126;
    private const int UnsignedInt = 5125;

    /// <summary>Writes a file, which appears complete or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="mesh">A mesh of at least one triangle, with finite positions.</param>
    /// <exception cref="ArgumentException">The mesh is empty (glTF has no empty meshes), a position is not finite, or the file would exceed 4 GB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Mesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        if (mesh.TriangleCount == 0)
            throw new ArgumentException("mesh: glTF cannot hold an empty mesh." + (mesh.Note is null ? "" : " " + mesh.Note), nameof(mesh));
        foreach (var vertex in mesh.Vertices)
            if (!float.IsFinite(vertex.X) || !float.IsFinite(vertex.Y) || !float.IsFinite(vertex.Z))
                throw new ArgumentException($"mesh: the position {vertex} is not finite.", nameof(mesh));
        // The order of buffer views: positions, normals, colours, indices. Every part is a multiple of four bytes, so none needs padding.
        var blocks = new List<byte[]> { Bytes(mesh.Vertices) };
        if (mesh.Normals.Length > 0)
            blocks.Add(Bytes(mesh.Normals));
        if (mesh.Colours.Length > 0)
            blocks.Add(Bytes(Linear(mesh.Colours)));
        blocks.Add(MemoryMarshal.AsBytes(mesh.Triangles).ToArray());
        var json = Json(mesh, blocks);
        var length = 12 + 8 + json.LongLength + 8 + blocks.Sum(block => block.LongLength);
        if (length > uint.MaxValue)
            throw new ArgumentException($"mesh: the file would have {length} bytes; binary glTF ends at 4 GB.", nameof(mesh));
        AtomicFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            writer.Write(Magic);
            writer.Write(2u);
            writer.Write((uint)length);
            writer.Write((uint)json.Length);
            writer.Write(JsonChunk);
            writer.Write(json);
            writer.Write((uint)blocks.Sum(block => block.LongLength));
            writer.Write(BinaryChunk);
            foreach (var block in blocks)
                writer.Write(block);
        });
    }

    private static byte[] Json(Mesh mesh, List<byte[]> blocks)
    {
        var hasNormals = mesh.Normals.Length > 0;
        var hasColours = mesh.Colours.Length > 0;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("asset");
            json.WriteString("version", "2.0");
            json.WriteString("generator", "Workbench");
            json.WriteEndObject();
            json.WriteNumber("scene", 0);
            Single(json, "scenes", () => Numbers(json, "nodes", 0));
            Single(json, "nodes", () => json.WriteNumber("mesh", 0));
            Single(json, "materials", () =>
            {
                // The default material is polished metal.
                json.WriteStartObject("pbrMetallicRoughness");
                json.WriteNumber("metallicFactor", 0);
                json.WriteNumber("roughnessFactor", 1);
                json.WriteEndObject();
            });
            Single(json, "meshes", () =>
            {
                json.WriteStartArray("primitives");
                json.WriteStartObject();
                json.WriteStartObject("attributes");
                json.WriteNumber("POSITION", 0);
                if (hasNormals)
                    json.WriteNumber("NORMAL", 1);
                if (hasColours)
                    json.WriteNumber("COLOR_0", hasNormals ? 2 : 1);
                json.WriteEndObject();
                json.WriteNumber("indices", blocks.Count - 1);
                json.WriteNumber("material", 0);
                json.WriteEndObject();
                json.WriteEndArray();
            });
            json.WriteStartArray("accessors");
            for (var i = 0; i < blocks.Count; i++)
                Accessor(json, i, i == blocks.Count - 1, mesh);
            json.WriteEndArray();
            json.WriteStartArray("bufferViews");
            var offset = 0L;
            for (var i = 0; i < blocks.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("buffer", 0);
                json.WriteNumber("byteOffset", offset);
                json.WriteNumber("byteLength", blocks[i].LongLength);
                json.WriteNumber("target", i == blocks.Count - 1 ? ElementArrayBuffer : ArrayBuffer);
                json.WriteEndObject();
                offset += blocks[i].LongLength;
            }
            json.WriteEndArray();
            Single(json, "buffers", () => json.WriteNumber("byteLength", offset));
            json.WriteEndObject();
        }
        while (stream.Length % 4 != 0)
            stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    private static void Accessor(Utf8JsonWriter json, int view, bool indices, Mesh mesh)
    {
        json.WriteStartObject();
        json.WriteNumber("bufferView", view);
        json.WriteNumber("componentType", indices ? UnsignedInt : Float);
        json.WriteNumber("count", indices ? mesh.Triangles.Length : mesh.Vertices.Length);
        json.WriteString("type", indices ? "SCALAR" : "VEC3");
        if (view == 0)
        {
            var (min, max) = mesh.Bounds;
            Numbers(json, "min", min.X, min.Y, min.Z);
            Numbers(json, "max", max.X, max.Y, max.Z);
        }
        json.WriteEndObject();
    }

    /// <summary>A list of one object.</summary>
    private static void Single(Utf8JsonWriter json, string name, Action content)
    {
        json.WriteStartArray(name);
        json.WriteStartObject();
        content();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, params ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static Vector3[] Linear(ReadOnlySpan<Vector3> colours)
    {
        var linear = colours.ToArray();
        for (var i = 0; i < linear.Length; i++)
            for (var c = 0; c < 3; c++)
                linear[i][c] = SrgbTransfer.ToLinear(Math.Clamp(linear[i][c], 0, 1));
        return linear;
    }

    private static byte[] Bytes(ReadOnlySpan<Vector3> vectors) => MemoryMarshal.AsBytes(vectors).ToArray();
}
