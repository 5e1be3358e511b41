using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Geometry;

/// <summary>Reads the binary glTF files that <see cref="GlbWriter"/> writes, checking what the format demands: lengths, padding, alignment, bounds, limits and indices.</summary>
public static class GlbReader
{
    /// <summary>Reads the single triangle mesh of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GeometryFormatException">The file breaks a rule of the format, or holds something that the writer never makes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Mesh Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            var (json, binary) = Chunks(bytes);
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, binary.Span);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new GeometryFormatException(path, "this is not a binary glTF file with one triangle mesh: " + error.Message, error);
        }
    }

    private static (ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Binary) Chunks(byte[] bytes)
    {
        Expect(bytes.Length >= 28, $"{bytes.Length} bytes are too few.");
        Expect(Number(0) == GlbWriter.Magic && Number(4) == 2, "the file does not begin with glTF version 2.");
        Expect(Number(8) == bytes.Length, $"the header promises {Number(8)} bytes, the file has {bytes.Length}.");
        long jsonLength = Number(12);
        Expect(Number(16) == GlbWriter.JsonChunk && jsonLength % 4 == 0 && 20 + jsonLength + 8 <= bytes.Length, "the first chunk is not JSON of a length that fits.");
        var next = (int)(20 + jsonLength);
        long binaryLength = Number(next);
        Expect(Number(next + 4) == GlbWriter.BinaryChunk && binaryLength % 4 == 0 && next + 8 + binaryLength == bytes.Length, "the second chunk is not binary data up to the end.");
        return (bytes.AsMemory(20, (int)jsonLength), bytes.AsMemory(next + 8));

        uint Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
    }

    private static Mesh Read(JsonElement root, ReadOnlySpan<byte> binary)
    {
        Expect(root.GetProperty("asset").GetProperty("version").GetString() == "2.0", "the asset is not of version 2.0.");
        Expect(root.GetProperty("buffers").GetArrayLength() == 1 && root.GetProperty("buffers")[0].GetProperty("byteLength").GetInt64() == binary.Length, "the buffer's length is not that of the binary chunk.");
        Expect(root.GetProperty("meshes").GetArrayLength() == 1 && root.GetProperty("meshes")[0].GetProperty("primitives").GetArrayLength() == 1, "there is not exactly one mesh of one part.");
        var primitive = root.GetProperty("meshes")[0].GetProperty("primitives")[0];
        var attributes = primitive.GetProperty("attributes");
        Expect(!primitive.TryGetProperty("mode", out var mode) || mode.GetInt32() == 4, "the part is not made of triangles.");
        var positions = Vectors(root, attributes.GetProperty("POSITION").GetInt32(), binary);
        var normals = attributes.TryGetProperty("NORMAL", out var normal) ? Vectors(root, normal.GetInt32(), binary) : [];
        var colours = attributes.TryGetProperty("COLOR_0", out var colour) ? Vectors(root, colour.GetInt32(), binary) : [];
        foreach (var vector in normals)
            Expect(MathF.Abs(vector.Length() - 1) < 5e-4f, "a normal is not of length 1.");
        for (var i = 0; i < colours.Length; i++)
            for (var c = 0; c < 3; c++)
            {
                Expect(colours[i][c] is >= 0 and <= 1, "a colour lies outside 0…1.");
                colours[i][c] = SrgbTransfer.ToDisplay(colours[i][c]);
            }
        var indices = MemoryMarshal.Cast<byte, uint>(View(root, primitive.GetProperty("indices").GetInt32(), 5125, "SCALAR", 4, binary));
        var triangles = new int[indices.Length];
        for (var i = 0; i < triangles.Length; i++)
            triangles[i] = (int)Math.Min(indices[i], int.MaxValue);
        var mesh = new Mesh(positions, normals, triangles, colours);
        var accessor = root.GetProperty("accessors")[attributes.GetProperty("POSITION").GetInt32()];
        var (min, max) = mesh.Bounds;
        Expect(Vector(accessor.GetProperty("min")) == min && Vector(accessor.GetProperty("max")) == max, "min and max are not those of the positions.");
        return mesh;
    }

    private static Vector3[] Vectors(JsonElement root, int accessor, ReadOnlySpan<byte> binary) =>
        MemoryMarshal.Cast<byte, Vector3>(View(root, accessor, 5126, "VEC3", 12, binary)).ToArray();

    private static ReadOnlySpan<byte> View(JsonElement root, int index, int componentType, string type, int size, ReadOnlySpan<byte> binary)
    {
        var accessor = root.GetProperty("accessors")[index];
        Expect(accessor.GetProperty("componentType").GetInt32() == componentType && accessor.GetProperty("type").GetString() == type, $"accessor {index} is not {type} of type {componentType}.");
        var view = root.GetProperty("bufferViews")[accessor.GetProperty("bufferView").GetInt32()];
        var offset = view.GetProperty("byteOffset").GetInt64();
        var length = view.GetProperty("byteLength").GetInt64();
        var count = accessor.GetProperty("count").GetInt64();
        Expect(view.GetProperty("buffer").GetInt32() == 0 && offset % 4 == 0, $"the data of accessor {index} is not aligned in buffer 0.");
        Expect(offset >= 0 && length >= 0 && offset <= binary.Length && length <= binary.Length - offset, $"the data of accessor {index} lies outside the buffer.");
        Expect(count >= 1 && count <= int.MaxValue && count * size == length, $"accessor {index} has {count} elements in {length} bytes.");
        return binary.Slice((int)offset, (int)length);
    }

    private static Vector3 Vector(JsonElement list) => new(list[0].GetSingle(), list[1].GetSingle(), list[2].GetSingle());

    private static void Expect(bool condition, string problem)
    {
        if (!condition)
            throw new FormatException(problem);
    }
}
