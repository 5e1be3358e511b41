using System.Buffers.Binary;

namespace Workbench.Display;

/// <summary>Puts WebP images together to an animation (WebP container specification: VP8X, ANIM, ANMF chunks).</summary>
internal static class AnimatedWebP
{
    private const byte AnimationFlag = 0x02;
    private const byte AlphaFlag = 0x10;
    private const byte DoNotBlend = 0x02;

    public static void Write(IReadOnlyList<Picture> frames, Stream stream, double framesPerSecond, int quality, Action<int> done)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        Span<byte> riff = stackalloc byte[12];
        "RIFF"u8.CopyTo(riff);
        "WEBP"u8.CopyTo(riff[8..]);
        stream.Write(riff); // the size comes last
        Span<byte> extended = stackalloc byte[10];
        extended.Clear();
        extended[0] = (byte)(AnimationFlag | (frames.All(frame => frame.IsOpaque) ? 0 : AlphaFlag));
        Three(extended[4..], width - 1);
        Three(extended[7..], height - 1);
        Chunk(stream, "VP8X"u8, extended);
        Chunk(stream, "ANIM"u8, [255, 255, 255, 255, 0, 0]); // white background, endless
        for (var i = 0; i < frames.Count; i++)
        {
            var image = Image(ImageCodec.Current.Encode(frames[i], ImageFormat.WebP, quality));
            var frame = new byte[16 + image.Length];
            Three(frame.AsSpan(6), width - 1);
            Three(frame.AsSpan(9), height - 1);
            Three(frame.AsSpan(12), Animation.Duration(i, framesPerSecond, 1));
            frame[15] = DoNotBlend;
            image.CopyTo(frame, 16);
            Chunk(stream, "ANMF"u8, frame);
            done(i + 1);
        }
        var size = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, checked((uint)(stream.Length - 8)));
        stream.Position = 4;
        stream.Write(size);
        stream.Position = stream.Length;
    }

    // The chunks of a still image that an animation keeps: colours and opacity.
    private static byte[] Image(byte[] still)
    {
        using var kept = new MemoryStream();
        for (var at = 12; at + 8 <= still.Length;)
        {
            var name = still.AsSpan(at, 4);
            var length = BinaryPrimitives.ReadInt32LittleEndian(still.AsSpan(at + 4));
            var padded = 8 + length + length % 2;
            if (name.SequenceEqual("VP8 "u8) || name.SequenceEqual("VP8L"u8) || name.SequenceEqual("ALPH"u8))
                kept.Write(still.AsSpan(at, Math.Min(padded, still.Length - at)));
            at += padded;
        }
        return kept.ToArray();
    }

    private static void Chunk(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        stream.Write(name);
        stream.Write(length);
        stream.Write(data);
        if (data.Length % 2 == 1)
            stream.WriteByte(0);
    }

    private static void Three(Span<byte> target, int value) => (target[0], target[1], target[2]) = ((byte)(value & 255), (byte)(value >> 8 & 255), (byte)(value >> 16 & 255));
}
