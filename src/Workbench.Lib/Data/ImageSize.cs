using System.Buffers.Binary;

namespace Workbench.Data;

/// <summary>The size of an image, read from the head of its file without decoding it.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Reads the size of a PNG, JPEG or WebP file; null where the bytes are none of these or are cut off before the size.</summary>
    /// <param name="data">The file, or at least its head.</param>
    public static ImageSize? Read(ReadOnlySpan<byte> data) =>
        data.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? Png(data)
        : data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg(data)
        : data.Length >= 16 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8) ? WebP(data)
        : null;

    private static ImageSize? Png(ReadOnlySpan<byte> data) =>
        data.Length >= 24 && data[12..].StartsWith("IHDR"u8) ? Of(BinaryPrimitives.ReadInt32BigEndian(data[16..]), BinaryPrimitives.ReadInt32BigEndian(data[20..])) : null;

    // Segments until the start of a frame (0xC0…0xCF without tables and arithmetic conditioning).
    private static ImageSize? Jpeg(ReadOnlySpan<byte> data)
    {
        var at = 2;
        while (at + 9 <= data.Length)
        {
            if (data[at] != 0xFF)
                return null;
            var marker = data[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill byte
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return Of(BinaryPrimitives.ReadUInt16BigEndian(data[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(data[(at + 5)..]));
            at += 2 + (marker is 0x01 or (>= 0xD0 and <= 0xD7) ? 0 : BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]));
        }
        return null;
    }

    private static ImageSize? WebP(ReadOnlySpan<byte> data)
    {
        if (data.Length < 30)
            return null;
        var kind = data[12..];
        if (kind.StartsWith("VP8X"u8))
            return Of(1 + (data[24] | data[25] << 8 | data[26] << 16), 1 + (data[27] | data[28] << 8 | data[29] << 16));
        if (kind.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[21..]);
            return Of((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);
        }
        return kind.StartsWith("VP8 "u8) ? Of(BinaryPrimitives.ReadUInt16LittleEndian(data[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[28..]) & 0x3FFF) : null;
    }

    private static ImageSize? Of(int width, int height) => width > 0 && height > 0 ? new ImageSize(width, height) : null;
}
