using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Workbench.Display;

namespace Workbench.Tests.Display;

public class SkiaCodecTests
{
    private static readonly SkiaCodec Codec = new();

    [Theory]
    [InlineData(ImageFormat.Png, 92, 0)]
    [InlineData(ImageFormat.WebP, 100, 0)]
    [InlineData(ImageFormat.WebP, 95, 12)]
    [InlineData(ImageFormat.Jpeg, 98, 8)]
    public void What_is_written_is_read_again(ImageFormat format, int quality, int tolerance)
    {
        var picture = Samples.Gradient(40, 24);
        var read = Codec.Decode(Codec.Encode(picture, format, quality), "x");
        Assert.Equal((40, 24), (read.Width, read.Height));
        for (var i = 0; i < picture.Pixels.Length; i++)
            Assert.InRange(read.Pixels[i] - picture.Pixels[i], -tolerance, tolerance);
    }

    [Fact]
    public void Png_and_lossless_webp_keep_straight_alpha()
    {
        var picture = Samples.Gradient(8, 8);
        picture[3, 3] = new Colour(10, 200, 30, 128);
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.WebP])
            Assert.Equal(picture[3, 3], Codec.Decode(Codec.Encode(picture, format, 100), "x")[3, 3]);
        var flat = Codec.Decode(Codec.Encode(Picture.Filled(8, 8, new Colour(0, 0, 0, 0)), ImageFormat.Jpeg), "x");
        Assert.InRange(flat[4, 4].R, 250, 255);
    }

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Exif_orientation_is_honoured(int orientation)
    {
        // Four corners of different colours, stored as the camera would, must come out upright.
        var upright = new Picture(48, 32);
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 48; x++)
                upright[x, y] = (x < 24, y < 16) switch { (true, true) => new(255, 0, 0), (false, true) => new(0, 255, 0), (true, false) => new(0, 0, 255), _ => new(255, 255, 255) };
        var stored = Stored(upright, orientation);
        var read = Codec.Decode(WithOrientation(Codec.Encode(stored, ImageFormat.Jpeg, 95), orientation), "x");
        Assert.Equal((48, 32), (read.Width, read.Height));
        foreach (var (x, y) in new[] { (4, 4), (43, 4), (4, 27), (43, 27) })
        {
            Assert.InRange(read[x, y].R - upright[x, y].R, -12, 12);
            Assert.InRange(read[x, y].G - upright[x, y].G, -12, 12);
            Assert.InRange(read[x, y].B - upright[x, y].B, -12, 12);
        }
    }

    [Fact]
    public void Sixteen_bit_grey_and_palette_images_are_read()
    {
        var deep = Codec.Decode(GreyPng.Encode(2, 1, [0x8000, 0xFFFF], 2), "x");
        Assert.Equal(new Colour(128, 128, 128), deep[0, 0]);
        Assert.Equal(Colour.White, deep[1, 0]);
        Assert.Equal(new Colour(7, 7, 7), Codec.Decode(GreyPng.Encode(2, 1, [7, 9], 1), "x")[0, 0]);
        var palette = Codec.Decode(Png(2, 1, 8, 3, [0, 1, 0], ("PLTE", [10, 20, 30, 40, 50, 60]), ("tRNS", [255, 100])), "x");
        Assert.Equal(new Colour(40, 50, 60, 100), palette[0, 0]);
        Assert.Equal(new Colour(10, 20, 30), palette[1, 0]);
        palette = Codec.Decode(Png(2, 1, 8, 3, [0, 1, 0], ("PLTE", [10, 20, 30, 40, 50, 60]), ("tRNS", [100])), "x");
        Assert.Equal(new Colour(40, 50, 60), palette[0, 0]);
        Assert.Equal(new Colour(10, 20, 30, 100), palette[1, 0]);
        var deepColour = Codec.Decode(Png(1, 1, 16, 2, [0, 0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00]), "x");
        Assert.Equal(new Colour(255, 128, 0), deepColour[0, 0]);
    }

    [Fact]
    public void One_pixel_is_an_image()
    {
        foreach (var format in Enum.GetValues<ImageFormat>())
            Assert.Equal(1, Codec.Decode(Codec.Encode(Picture.Filled(1, 1, Colour.White), format), "x").Width);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public void A_file_cut_at_any_byte_is_read_whole_or_refused_with_its_name(ImageFormat format)
    {
        var data = Codec.Encode(Samples.Gradient(61, 43), format, 90);
        var refused = 0;
        for (var length = 0; length < data.Length; length++)
        {
            try
            {
                var picture = Codec.Decode(data.AsSpan(0, length), "photo");
                Assert.Equal((61, 43), (picture.Width, picture.Height));
            }
            catch (ImageFormatException error)
            {
                refused++;
                Assert.Equal("photo", error.Path);
                Assert.StartsWith("photo: ", error.Message);
            }
        }
        // Only the closing marks may be missing: 16 bytes of a PNG (the end chunk and a checksum), 2 of a JPEG.
        Assert.InRange(refused, data.Length - 20, data.Length);
    }

    [Fact]
    public void Random_damage_never_escapes_as_another_exception()
    {
        var random = new Random(7);
        foreach (var format in Enum.GetValues<ImageFormat>())
        {
            var whole = Codec.Encode(Samples.Gradient(33, 21), format, 90);
            for (var round = 0; round < 400; round++)
            {
                var data = (byte[])whole.Clone();
                for (var hit = 0; hit < 1 + round % 8; hit++)
                    data[random.Next(data.Length)] = (byte)random.Next(256);
                try
                {
                    Codec.Decode(data, "photo");
                }
                catch (ImageFormatException error)
                {
                    Assert.Equal("photo", error.Path);
                }
            }
        }
    }

    [Fact]
    public void A_header_that_promises_a_giant_image_is_refused_before_memory_is_taken()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(Png(100_000, 100_000, 8, 2, [0]), "bomb.png"));
        Assert.Equal(ImageFault.TooLarge, error.Fault);
        Assert.Contains("100000×100000", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Equal(ImageFault.Empty, Assert.Throws<ImageFormatException>(() => Codec.Decode([], "x")).Fault);
        Assert.Equal(ImageFault.UnknownFormat, Assert.Throws<ImageFormatException>(() => Codec.Decode("GIF89a or a web page"u8, "x")).Fault);
        var whole = Codec.Encode(Samples.Gradient(64, 64), ImageFormat.Png);
        Assert.Equal(ImageFault.Truncated, Assert.Throws<ImageFormatException>(() => Codec.Decode(whole.AsSpan(0, whole.Length / 2), "x")).Fault);
    }

    [Fact]
    public void Files_are_replaced_whole_and_named_in_errors()
    {
        using var folder = Samples.Folder();
        var path = folder["sub/a.png"];
        Samples.Gradient(4, 4).Save(path);
        Assert.Equal(4, Picture.Load(path).Width);
        Assert.Throws<ArgumentException>(() => Samples.Gradient(4, 4).Save(folder["a.bmp"]));
        Assert.Equal(["a.png"], folder.Files);
        File.WriteAllText(path, "no image");
        Assert.Equal(path, Assert.Throws<ImageFormatException>(() => Picture.Load(path)).Path);
    }

    [Fact]
    public void Sixteen_bit_depth_survives_to_the_last_level()
    {
        ushort[] levels = [0, 1, 256, 65534, 65535, 12345];
        var file = GreyPng.Encode(3, 2, levels, 2);
        var data = file.AsSpan(8 + 25);
        var length = BinaryPrimitives.ReadInt32BigEndian(data);
        using var inflate = new ZLibStream(new MemoryStream(data.Slice(8, length).ToArray()), CompressionMode.Decompress);
        var rows = new byte[2 * 7];
        inflate.ReadExactly(rows);
        var above = new byte[6];
        for (var y = 0; y < 2; y++)
            for (var x = 0; x < 6; x++)
                above[x] = rows[y * 7 + 1 + x] = unchecked((byte)(rows[y * 7 + 1 + x] + above[x]));
        for (var i = 0; i < 6; i++)
            Assert.Equal(levels[i], BinaryPrimitives.ReadUInt16BigEndian(rows.AsSpan(i / 3 * 7 + 1 + i % 3 * 2)));
    }

    private static Picture Stored(Picture upright, int orientation)
    {
        var turned = orientation >= 5;
        var stored = turned ? new Picture(upright.Height, upright.Width) : new Picture(upright.Width, upright.Height);
        for (var row = 0; row < stored.Height; row++)
            for (var column = 0; column < stored.Width; column++)
            {
                // Exif 4.6.4: where stored row 0 and column 0 lie in the upright view.
                var (x, y) = orientation switch
                {
                    1 => (column, row),
                    2 => (upright.Width - 1 - column, row),
                    3 => (upright.Width - 1 - column, upright.Height - 1 - row),
                    4 => (column, upright.Height - 1 - row),
                    5 => (row, column),
                    6 => (upright.Width - 1 - row, column),
                    7 => (upright.Width - 1 - row, upright.Height - 1 - column),
                    _ => (row, upright.Height - 1 - column),
                };
                stored[column, row] = upright[x, y];
            }
        return stored;
    }

    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, // big-endian TIFF, directory at 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, // one entry: orientation, short, one value
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static byte[] Png(int width, int height, byte bits, byte colourType, byte[] rows, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colourType);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(rows);
        foreach (var (type, data) in ((string, byte[])[])[("IHDR", header), .. extra, ("IDAT", packed.ToArray()), ("IEND", [])])
        {
            var name = System.Text.Encoding.ASCII.GetBytes(type);
            var word = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
            file.Write(word);
            file.Write(name);
            file.Write(data);
            BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.HashToUInt32([.. name, .. data]));
            file.Write(word);
        }
        return file.ToArray();
    }
}
