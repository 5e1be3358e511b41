using System.Buffers.Binary;
using CsCheck;
using Workbench.Geometry;

namespace Workbench.Tests.Geometry;

public sealed class MrcFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maps").FullName;

    private static DenseVolume Volume { get; } = new([.. Enumerable.Range(0, 2 * 3 * 4).Select(i => i - 5f)], 2, 3, 4);

    private string File => Path.Combine(_folder, "volume.mrc");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_header_says_what_the_format_asks_for()
    {
        MrcFile.Write(File, Volume, 0.5f);
        var bytes = System.IO.File.ReadAllBytes(File);
        Assert.Equal(1024 + 4 * 24, bytes.Length);
        Assert.Equal([4, 3, 2, 2], Integers(0, 4)); // columns, rows, sections, mode
        Assert.Equal([0, 0, 0, 4, 3, 2], Integers(16, 6));
        Assert.Equal([2, 1.5f, 1, 90, 90, 90], Singles(40, 6));
        Assert.Equal([1, 2, 3], Integers(64, 3));
        Assert.Equal([-5, 18, 6.5f], Singles(76, 3));
        Assert.Equal([1, 0], Integers(88, 2)); // space group, extended header
        Assert.Equal("MAP "u8.ToArray(), bytes[208..212]);
        Assert.Equal([0x44, 0x44, 0, 0], bytes[212..216]);
        Assert.Equal(Math.Sqrt((24 * 24 - 1) / 12.0), Singles(216, 1)[0], 1e-5); // deviation of 24 consecutive numbers
        Assert.Equal(Volume.Values.ToArray(), Singles(1024, 24));

        int[] Integers(int offset, int count) => [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset + 4 * i)))];

        float[] Singles(int offset, int count) => [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(offset + 4 * i)))];
    }

    [Fact]
    public void A_map_reads_back_what_was_written()
    {
        MrcFile.Write(File, Volume);
        var read = MrcFile.Read(File);
        Assert.Equal((2, 3, 4), (read.SizeX, read.SizeY, read.SizeZ));
        Assert.Equal(Volume.Values.ToArray(), read.Values.ToArray());
    }

    [Fact]
    public void A_value_that_is_not_finite_leaves_no_file_and_the_old_one_intact()
    {
        var broken = new DenseVolume([.. Volume.Values[..23], float.NaN], 2, 3, 4);
        Assert.Contains("slice 1", Assert.Throws<InvalidDataException>(() => MrcFile.Write(File, broken)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
        MrcFile.Write(File, Volume);
        Assert.Throws<InvalidDataException>(() => MrcFile.Write(File, broken));
        Assert.Equal(Volume.Values.ToArray(), MrcFile.Read(File).Values.ToArray());
    }

    [Fact]
    public void A_damaged_or_shortened_map_gives_a_volume_or_a_plain_error()
    {
        MrcFile.Write(File, Volume);
        var good = System.IO.File.ReadAllBytes(File);
        Gen.Select(Gen.Int[0, 223], Gen.Byte, Gen.Int[0, good.Length]).Sample((position, value, length) =>
        {
            var bytes = good.ToArray();
            bytes[position] = value;
            System.IO.File.WriteAllBytes(File, bytes[..(length % 3 == 0 ? length : bytes.Length)]);
            try
            {
                Assert.Equal(24, MrcFile.Read(File).Values.Length);
            }
            catch (GeometryFormatException error)
            {
                Assert.StartsWith(File, error.Message, StringComparison.Ordinal);
            }
        }, iter: 1000, threads: 1);
    }

    [Theory]
    [InlineData(12, 1, "mode 1")]
    [InlineData(64, 2, "permuted")]
    [InlineData(212, 0x11, "little-endian")]
    [InlineData(208, 0, "MAP")]
    [InlineData(0, 5, "promises")]
    [InlineData(0, -4, "no volume")]
    public void Foreign_maps_are_refused_in_words(int offset, int value, string word)
    {
        MrcFile.Write(File, Volume);
        var bytes = System.IO.File.ReadAllBytes(File);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Contains(word, Assert.Throws<GeometryFormatException>(() => MrcFile.Read(File)).Message, StringComparison.Ordinal);
    }
}
