using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Workbench.Display;

namespace Workbench.Training;

/// <summary>A TensorBoard event file: scalars and images a step, readable by <c>tensorboard --logdir</c>.</summary>
/// <remarks>A record is its length (8 bytes), the masked CRC-32C of the length, the event (protocol buffers), and the masked CRC-32C of the event, all little-endian.</remarks>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    private EventFile(FileStream file, TimeProvider clock) => (_file, _clock) = (file, clock);

    /// <summary>Begins a file of its own for a sitting. TensorBoard forgets what older files of the run say about steps after the first.</summary>
    public static EventFile Create(string folder, long step, TimeProvider clock)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeSeconds():0000000000}.{step:000000000}"));
        var number = 0;
        while (File.Exists(path + "." + number.ToString(CultureInfo.InvariantCulture)))
            number++;
        var events = new EventFile(new FileStream(path + "." + number.ToString(CultureInfo.InvariantCulture), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1), clock);
        events.Write(0, message => message.Text(3, "brain.Event:2")); // file_version
        if (step > 0)
            events.Write(step + 1, message => message.Message(7, log => log.Integer(1, 1))); // session_log { status: START }
        return events;
    }

    /// <summary>Writes named numbers.</summary>
    public void Scalars(long step, IReadOnlyDictionary<string, double> values) => Write(step, message => message.Message(5, summary =>
    {
        foreach (var (name, value) in values)
            summary.Message(1, entry =>
            {
                entry.Text(1, name); // tag
                entry.Single(2, (float)value); // simple_value
            });
    }));

    /// <summary>Writes a picture.</summary>
    public void Image(long step, string name, Picture picture)
    {
        const int colours = 4; // red, green, blue, opacity
        var png = ImageCodec.Current.Encode(picture, ImageFormat.Png);
        Write(step, message => message.Message(5, summary => summary.Message(1, entry =>
        {
            entry.Text(1, name);
            entry.Message(4, image =>
            {
                image.Integer(1, picture.Height);
                image.Integer(2, picture.Width);
                image.Integer(3, colours);
                image.Bytes(4, png);
            });
        })));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The check number that the format stores: CRC-32C, rotated and shifted so that sums of sums do not vanish.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var crc = uint.MaxValue;
            foreach (var value in data)
                crc = BitOperations.Crc32C(crc, value);
            return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
        }
    }

    private void Write(long step, Action<ProtocolMessage> fill)
    {
        var message = new ProtocolMessage();
        message.Double(1, (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds); // wall_time
        message.Integer(2, step);
        fill(message);
        var data = message.ToArray();
        var record = new byte[data.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc(data));
        _file.Write(record);
    }
}
