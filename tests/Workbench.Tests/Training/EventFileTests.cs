using System.Buffers.Binary;
using System.Text;
using Workbench.Display;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>Event files, read back with a reader of their own.</summary>
public sealed class EventFileTests
{
    [Theory]
    [InlineData("123456789", 0xE3069283)] // the check value of CRC-32C
    [InlineData("", 0x00000000)]
    public void Check_numbers_are_masked_crc32c(string text, uint crc)
    {
        unchecked
        {
            Assert.Equal(((crc >> 15) | (crc << 17)) + 0xA282EAD8, EventFile.MaskedCrc(Encoding.ASCII.GetBytes(text)));
        }
    }

    [Fact]
    public void Scalars_and_pictures_can_be_read_back()
    {
        using var folder = new TemporaryFolder();
        using (var events = EventFile.Create(folder.Path, 300, TimeProvider.System))
        {
            events.Scalars(301, new Dictionary<string, double> { ["loss/colour"] = 0.125, ["größe"] = -3 });
            events.Image(70_000_000_000, "front", Picture.Filled(3, 2, Colour.White));
        }
        var read = Records(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path)))).Select(record => Fields(record)).ToList();
        Assert.Equal(4, read.Count);
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString((byte[])read[0][3]));
        Assert.Equal(301UL, read[1][2]);
        Assert.Equal(1UL, Fields((byte[])read[1][7])[1]); // a session begins: forget later steps of older files
        Assert.InRange(BitConverter.UInt64BitsToDouble((ulong)read[2][1]), 1.6e9, 1e11);
        var values = All(Fields2((byte[])read[2][5]), 1).Select(value => Fields((byte[])value)).ToList();
        Assert.Equal(["loss/colour", "größe"], values.Select(value => Encoding.UTF8.GetString((byte[])value[1])));
        Assert.Equal([0.125f, -3f], values.Select(value => BitConverter.UInt32BitsToSingle((uint)(ulong)value[2])));
        Assert.Equal(70_000_000_000UL, read[3][2]);
        var image = Fields((byte[])Fields((byte[])All(Fields2((byte[])read[3][5]), 1).Single())[4]);
        Assert.Equal((2UL, 3UL), (image[1], image[2]));
        Assert.Equal(3, ImageCodec.Current.Decode((byte[])image[4], "event").Width);
    }

    [Fact]
    public void Sittings_of_one_second_have_files_of_their_own()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 3; i++)
            EventFile.Create(folder.Path, 0, TimeProvider.System).Dispose();
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(EventFile.MaskedCrc(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(EventFile.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return data;
            at += length + 16;
        }
    }

    private static IEnumerable<object> All(List<(int Field, object Value)> fields, int field) => fields.Where(item => item.Field == field).Select(item => item.Value);

    private static Dictionary<int, object> Fields(byte[] message) => Fields2(message).ToDictionary(item => item.Field, item => item.Value);

    // Protocol buffers: numbers as ulong, everything with a length as bytes.
    private static List<(int Field, object Value)> Fields2(byte[] message)
    {
        var fields = new List<(int, object)>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            object value = (tag & 7) switch
            {
                0 => Varint(message, ref at),
                1 => Fixed(message, ref at, 8),
                2 => Bytes(message, ref at),
                5 => Fixed(message, ref at, 4),
                _ => throw new InvalidDataException($"wire type {tag & 7}"),
            };
            fields.Add(((int)(tag >> 3), value));
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
                return value;
        }
    }

    private static ulong Fixed(byte[] message, ref int at, int bytes)
    {
        at += bytes;
        return bytes == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at - 8)) : BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at - 4));
    }

    private static byte[] Bytes(byte[] message, ref int at)
    {
        var length = (int)Varint(message, ref at);
        at += length;
        return message.AsSpan(at - length, length).ToArray();
    }
}
