using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Workbench.Display;

/// <summary>Writes grey PNG files: masks in 8 bits, depth and heights in 16.</summary>
public static class GreyPng
{
    /// <summary>Writes one plane of values as an 8-bit grey image.</summary>
    /// <param name="path">Where to, ending in .png.</param>
    /// <param name="mask">[H, W], [1, H, W] or [1, 1, H, W]; 0…1, values outside are clamped.</param>
    public static void SaveMask(string path, Tensor mask) => Save(path, mask, 0, 1, 1);

    /// <summary>Writes one plane of values as a 16-bit grey image; value = near + level/65535·(far − near).</summary>
    /// <param name="path">Where to, ending in .png.</param>
    /// <param name="depth">[H, W], [1, H, W] or [1, 1, H, W]; values outside near…far are clamped, values that are no numbers become 0.</param>
    /// <param name="near">The value of level 0.</param>
    /// <param name="far">The value of level 65535.</param>
    public static void SaveDepth(string path, Tensor depth, double near, double far)
    {
        if (!(near < far) || !double.IsFinite(near) || !double.IsFinite(far))
            throw new ArgumentException($"near: expected finite near < far, got {near} and {far}.", nameof(near));
        Save(path, depth, near, far, 2);
    }

    private static void Save(string path, Tensor plane, double near, double far, int bytesPerPixel)
    {
        var values = Plane.Read(plane);
        var top = bytesPerPixel == 2 ? ushort.MaxValue : byte.MaxValue;
        var levels = new ushort[values.Values.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var share = (values.Values[i] - near) / (far - near);
            levels[i] = double.IsNaN(share) ? (ushort)0 : (ushort)(Math.Clamp(share, 0, 1) * top + 0.5);
        }
        var file = Encode(values.Width, values.Height, levels, bytesPerPixel);
        WholeFile.Write(path, stream => stream.Write(file));
    }

    internal static byte[] Encode(int width, int height, ReadOnlySpan<ushort> levels, int bytesPerPixel)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = (byte)(8 * bytesPerPixel); // bits; colour type 0 is grey; the rest stays 0
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Rows(width, height, levels, bytesPerPixel));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Each row begins with its filter; 2 stores the difference to the row above.
    private static byte[] Rows(int width, int height, ReadOnlySpan<ushort> levels, int bytesPerPixel)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var above = new byte[width * bytesPerPixel];
            var row = new byte[width * bytesPerPixel];
            var line = new byte[row.Length + 1];
            line[0] = 2;
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var level = levels[y * width + x];
                    if (bytesPerPixel == 2)
                        BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * x), level);
                    else
                        row[x] = (byte)level;
                }
                for (var i = 0; i < row.Length; i++)
                    line[i + 1] = unchecked((byte)(row[i] - above[i]));
                deflate.Write(line);
                (above, row) = (row, above);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        var check = new Crc32();
        check.Append(type);
        check.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, check.GetCurrentHashAsUInt32());
        file.Write(word);
    }
}
