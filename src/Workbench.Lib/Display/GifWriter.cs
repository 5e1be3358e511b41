using System.Buffers.Binary;

namespace Workbench.Display;

/// <summary>Writes an endless animated GIF (version 89a) with one palette for all frames.</summary>
/// <remarks>Colours are dithered by an ordered pattern, which stands still while the picture moves. Transparent parts lie over white.</remarks>
internal static class GifWriter
{
    private static readonly int[] Bayer = // 8 × 8 thresholds, 0…63, each quadrant refining the one before
        [.. Enumerable.Range(0, 64).Select(i => Enumerable.Range(0, 3).Sum(bit => ((i % 8 ^ i / 8) >> bit & 1) << (5 - 2 * bit) | (i / 8 >> bit & 1) << (4 - 2 * bit)))];

    public static void Write(IReadOnlyList<Picture> frames, Stream stream, double framesPerSecond, Action<int> done)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        if (Math.Max(width, height) > ushort.MaxValue)
            throw new ArgumentException($"frames: GIF holds at most 65535 pixels a side, got {width}×{height}.", nameof(frames));
        var palette = Palette.Of(frames);
        stream.Write("GIF89a"u8);
        Span<byte> screen = stackalloc byte[7];
        BinaryPrimitives.WriteUInt16LittleEndian(screen, (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(screen[2..], (ushort)height);
        (screen[4], screen[5], screen[6]) = (0xF7, 0, 0); // a palette of 256 colours
        stream.Write(screen);
        stream.Write(palette.Bytes);
        stream.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]); // repeat without end
        var indices = new byte[width * height];
        Span<byte> control = stackalloc byte[8];
        Span<byte> image = stackalloc byte[10];
        for (var i = 0; i < frames.Count; i++)
        {
            Quantise(frames[i], palette, indices);
            var hundredths = Math.Max(1, Animation.Duration(i, framesPerSecond, 10) / 10);
            ((ReadOnlySpan<byte>)[0x21, 0xF9, 4, 0x04, (byte)(hundredths & 255), (byte)(hundredths >> 8), 0, 0]).CopyTo(control);
            stream.Write(control);
            image.Clear();
            image[0] = 0x2C;
            BinaryPrimitives.WriteUInt16LittleEndian(image[5..], (ushort)width);
            BinaryPrimitives.WriteUInt16LittleEndian(image[7..], (ushort)height);
            stream.Write(image);
            GifCompression.Write(indices, stream);
            done(i + 1);
        }
        stream.WriteByte(0x3B);
    }

    private static void Quantise(Picture frame, Palette palette, byte[] indices)
    {
        const int Strength = 12; // levels that the pattern spans
        var pixels = (frame.IsOpaque ? frame : frame.Over(Colour.White)).Pixels;
        for (var i = 0; i < indices.Length; i++)
        {
            var shift = (Bayer[i / frame.Width % 8 * 8 + i % frame.Width % 8] * 2 - 63) * Strength / 128;
            indices[i] = palette.Nearest(pixels[4 * i] + shift, pixels[4 * i + 1] + shift, pixels[4 * i + 2] + shift);
        }
    }
}
