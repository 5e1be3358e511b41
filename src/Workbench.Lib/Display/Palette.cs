namespace Workbench.Display;

/// <summary>At most 256 colours for many pictures, found by median cut (Heckbert 1982).</summary>
internal sealed class Palette
{
    private const int Size = 256;
    private const int Bits = 5; // nearest colours are looked up for cells of 8 levels
    private const int MaximumSamples = 1 << 17;

    private readonly byte[] _colours;
    private readonly short[] _nearest = new short[1 << 3 * Bits];

    private Palette(byte[] colours)
    {
        _colours = colours;
        Array.Fill(_nearest, (short)-1);
    }

    /// <summary>256 colours, R, G, B each.</summary>
    public ReadOnlySpan<byte> Bytes => _colours;

    public static Palette Of(IReadOnlyList<Picture> pictures)
    {
        var total = pictures.Sum(picture => (long)picture.Width * picture.Height);
        var step = Math.Max(1, total / MaximumSamples) | 1; // odd, so that no column is skipped altogether
        var samples = new List<(byte R, byte G, byte B)>();
        long at = 0;
        foreach (var picture in pictures)
        {
            var count = (long)picture.Width * picture.Height;
            for (; at < count; at += step)
            {
                var pixel = picture[(int)(at % picture.Width), (int)(at / picture.Width)];
                samples.Add(pixel.A == 255 ? (pixel.R, pixel.G, pixel.B) : (byte.MaxValue, byte.MaxValue, byte.MaxValue));
            }
            at -= count;
        }
        return new Palette(Cut([.. samples]));
    }

    /// <summary>Number of the nearest colour; channels outside 0…255 are clamped.</summary>
    public byte Nearest(int r, int g, int b)
    {
        (r, g, b) = (Math.Clamp(r, 0, 255), Math.Clamp(g, 0, 255), Math.Clamp(b, 0, 255));
        var cell = (r >> 8 - Bits) << 2 * Bits | (g >> 8 - Bits) << Bits | b >> 8 - Bits;
        if (_nearest[cell] < 0)
            _nearest[cell] = Search(r | 4, g | 4, b | 4);
        return (byte)_nearest[cell];
    }

    private short Search(int r, int g, int b)
    {
        var (best, smallest) = (0, int.MaxValue);
        for (var i = 0; i < Size; i++)
        {
            var (dr, dg, db) = (_colours[3 * i] - r, _colours[3 * i + 1] - g, _colours[3 * i + 2] - b);
            var distance = 3 * dr * dr + 6 * dg * dg + db * db; // the eye's weights, roughly
            if (distance < smallest)
                (best, smallest) = (i, distance);
        }
        return (short)best;
    }

    private static byte[] Cut((byte R, byte G, byte B)[] samples)
    {
        var boxes = new List<(int From, int To)> { (0, samples.Length) };
        while (boxes.Count < Size)
        {
            var (widest, channel, extent) = (-1, 0, 0L);
            for (var i = 0; i < boxes.Count; i++)
            {
                var (axis, range) = Widest(samples.AsSpan(boxes[i].From, boxes[i].To - boxes[i].From));
                var weight = (long)range * (boxes[i].To - boxes[i].From);
                if (range > 0 && weight > extent)
                    (widest, channel, extent) = (i, axis, weight);
            }
            if (widest < 0)
                break;
            var (from, to) = boxes[widest];
            Array.Sort(samples, from, to - from, Comparer<(byte R, byte G, byte B)>.Create((a, b) => Channel(a, channel).CompareTo(Channel(b, channel))));
            var middle = (from + to) / 2;
            boxes[widest] = (from, middle);
            boxes.Add((middle, to));
        }
        var colours = new byte[3 * Size];
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = samples.AsSpan(boxes[i].From, boxes[i].To - boxes[i].From);
            long r = 0, g = 0, b = 0;
            foreach (var sample in box)
                (r, g, b) = (r + sample.R, g + sample.G, b + sample.B);
            (colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]) = ((byte)(r / box.Length), (byte)(g / box.Length), (byte)(b / box.Length));
        }
        return colours;
    }

    private static (int Channel, int Range) Widest(ReadOnlySpan<(byte R, byte G, byte B)> box)
    {
        Span<int> low = [255, 255, 255];
        Span<int> high = [0, 0, 0];
        foreach (var sample in box)
            for (var channel = 0; channel < 3; channel++)
            {
                low[channel] = Math.Min(low[channel], Channel(sample, channel));
                high[channel] = Math.Max(high[channel], Channel(sample, channel));
            }
        var widest = 0;
        for (var channel = 1; channel < 3; channel++)
            if (high[channel] - low[channel] > high[widest] - low[widest])
                widest = channel;
        return (widest, high[widest] - low[widest]);
    }

    private static byte Channel((byte R, byte G, byte B) colour, int channel) => channel switch { 0 => colour.R, 1 => colour.G, _ => colour.B };
}
