using System.Buffers.Binary;
using System.IO.Compression;

namespace Workbench.Notebooks.Documents;

/// <summary>Reads and repacks PNG pictures without any image library: comparing outputs needs pixels, committing them needs small files.</summary>
internal static class PngPixels
{
    private const long MaxPixels = 1L << 26;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A decoded picture.</summary>
    /// <param name="Width">Pixels a row.</param>
    /// <param name="Height">Rows.</param>
    /// <param name="Rgba">Four bytes a pixel, rows from the top.</param>
    public sealed record Pixels(int Width, int Height, byte[] Rgba);

    /// <exception cref="InvalidDataException">The data is damaged, or interlaced, or larger than 64 million pixels.</exception>
    public static Pixels Decode(ReadOnlySpan<byte> png)
    {
        var file = Chunks(png);
        var (header, channels) = (file.Header, Channels(file.Header.ColourType));
        var bits = channels * header.Depth;
        var (stride, step) = (checked((int)(((long)header.Width * bits + 7) / 8)), Math.Max(1, bits / 8));
        var raw = Inflate(file.Data, checked((stride + 1) * header.Height));
        if (raw.Length < (stride + 1) * header.Height) throw new InvalidDataException("the picture ends early");
        var rgba = new byte[checked(4 * header.Width * header.Height)];
        var previous = new byte[stride];
        for (var y = 0; y < header.Height; y++)
        {
            var line = raw.AsSpan(y * (stride + 1) + 1, stride);
            Unfilter(raw[y * (stride + 1)], line, previous, step);
            Expand(line, header, file.Palette, file.Transparency, rgba.AsSpan(4 * y * header.Width, 4 * header.Width));
            line.CopyTo(previous);
        }
        return new Pixels(header.Width, header.Height, rgba);
    }

    /// <summary>The same pixels in as few bytes as the format's compression gives, without remarks and times; the given bytes when that is no smaller.</summary>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public static byte[] Repack(byte[] png)
    {
        var file = Chunks(png);
        var raw = Inflate(file.Data, int.MaxValue);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zip.Write(raw);
        using var result = new MemoryStream();
        result.Write(Signature);
        Write(result, "IHDR", file.HeaderBytes);
        if (file.Palette.Length > 0) Write(result, "PLTE", file.Palette);
        if (file.Transparency.Length > 0) Write(result, "tRNS", file.Transparency);
        Write(result, "IDAT", packed.ToArray());
        Write(result, "IEND", []);
        return result.Length < png.Length ? result.ToArray() : png;
    }

    private static void Write(Stream stream, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        byte[] body = [.. type.Select(c => (byte)c), .. data];
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        stream.Write(number);
    }

    // CRC-32 of ISO 3309, bit by bit: a picture has a handful of parts
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }

    private sealed record Header(int Width, int Height, int Depth, int ColourType);

    private sealed record File(Header Header, byte[] HeaderBytes, byte[] Palette, byte[] Transparency, byte[] Data);

    private static File Chunks(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature)) throw new InvalidDataException("not a PNG picture");
        byte[]? headerBytes = null;
        var (palette, transparency, data) = (Array.Empty<byte>(), Array.Empty<byte>(), new MemoryStream());
        for (var position = Signature.Length; position + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[position..]);
            if (length < 0 || length > png.Length - position - 12) throw new InvalidDataException("a part reaches behind the end");
            var body = png.Slice(position + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(png.Slice(position + 4, 4)))
            {
                case "IHDR": headerBytes = body.ToArray(); break;
                case "PLTE": palette = body.ToArray(); break;
                case "tRNS": transparency = body.ToArray(); break;
                case "IDAT": data.Write(body); break;
            }
            position += length + 12;
        }
        if (headerBytes is not { Length: 13 }) throw new InvalidDataException("the header is missing");
        var header = new Header(BinaryPrimitives.ReadInt32BigEndian(headerBytes), BinaryPrimitives.ReadInt32BigEndian(headerBytes.AsSpan(4)), headerBytes[8], headerBytes[9]);
        if (header.Width <= 0 || header.Height <= 0 || (long)header.Width * header.Height > MaxPixels) throw new InvalidDataException("the size is out of range");
        if (headerBytes[12] != 0) throw new InvalidDataException("interlaced pictures are not read");
        if (header.Depth is not (1 or 2 or 4 or 8 or 16)) throw new InvalidDataException("the bit depth is unknown");
        return new File(header, headerBytes, palette, transparency, data.ToArray());
    }

    private static int Channels(int colourType) => colourType switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw new InvalidDataException("the colour type is unknown") };

    private static byte[] Inflate(byte[] data, int limit)
    {
        using var zip = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (raw.Length < limit && zip.Read(buffer) is > 0 and var count)
        {
            raw.Write(buffer, 0, count);
            if (raw.Length > 9 * MaxPixels) throw new InvalidDataException("the picture is larger than its header says");
        }
        return raw.ToArray();
    }

    // PNG specification, section 9: each byte was stored as the difference to a prediction
    private static void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int step)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (a, b, c) = (i >= step ? line[i - step] : 0, (int)above[i], i >= step ? above[i - step] : 0);
            var predicted = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, 4 => Paeth(a, b, c), _ => throw new InvalidDataException("a filter is unknown") };
            line[i] = (byte)((line[i] + predicted) & 0xFF);
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        var (p, pa, pb, pc) = (a + b - c, Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return p == a && pa == 0 ? a : pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    private static void Expand(ReadOnlySpan<byte> line, Header header, byte[] palette, byte[] transparency, Span<byte> rgba)
    {
        var channels = Channels(header.ColourType);
        for (var x = 0; x < header.Width; x++)
        {
            var pixel = rgba.Slice(4 * x, 4);
            if (header.ColourType == 3)
            {
                var index = Sample(line, x, header.Depth, scaled: false);
                if (3 * index + 2 >= palette.Length) throw new InvalidDataException("a colour is not in the palette");
                palette.AsSpan(3 * index, 3).CopyTo(pixel);
                pixel[3] = index < transparency.Length ? transparency[index] : (byte)255;
                continue;
            }
            for (var channel = 0; channel < 3; channel++) pixel[channel] = (byte)Sample(line, x * channels + (channels >= 3 ? channel : 0), header.Depth, scaled: true);
            pixel[3] = channels is 2 or 4 ? (byte)Sample(line, x * channels + channels - 1, header.Depth, scaled: true) : (byte)255;
        }
    }

    private static int Sample(ReadOnlySpan<byte> line, int index, int depth, bool scaled)
    {
        if (depth >= 8) return line[index * depth / 8]; // of 16 bits the upper eight
        var value = (line[index * depth / 8] >> (8 - depth - index * depth % 8)) & ((1 << depth) - 1);
        return scaled ? value * 255 / ((1 << depth) - 1) : value;
    }
}
