namespace Workbench.Display;

/// <summary>The compression of GIF: Lempel, Ziv and Welch's with codes of growing width, in blocks of 255 bytes.</summary>
internal static class GifCompression
{
    private const int Clear = 256;
    private const int End = 257;
    private const int MaximumCodes = 4096;

    public static void Write(ReadOnlySpan<byte> indices, Stream stream)
    {
        stream.WriteByte(8); // bits of an index
        var bits = new Bits(stream);
        var known = new Dictionary<int, int>(MaximumCodes); // prefix code and next index → code
        var (width, next) = (9, End + 1);
        bits.Add(Clear, width);
        int prefix = indices[0];
        foreach (var index in indices[1..])
        {
            var key = prefix << 8 | index;
            if (known.TryGetValue(key, out var code))
            {
                prefix = code;
                continue;
            }
            bits.Add(prefix, width);
            prefix = index;
            if (next == MaximumCodes)
            {
                bits.Add(Clear, width);
                known.Clear();
                (width, next) = (9, End + 1);
                continue;
            }
            known[key] = next;
            // A reader learns each code one step later than the writer, so the width grows when the code just made needs it.
            if (next == 1 << width)
                width++;
            next++;
        }
        bits.Add(prefix, width);
        // The reader adds one more code after the last prefix, which may widen the end mark.
        if (next == 1 << width && width < 12)
            width++;
        bits.Add(End, width);
        bits.Finish();
        stream.WriteByte(0);
    }

    private sealed class Bits(Stream stream)
    {
        private readonly byte[] _block = new byte[255];
        private int _used;
        private uint _pending;
        private int _count;

        public void Add(int code, int width)
        {
            _pending |= (uint)code << _count;
            _count += width;
            while (_count >= 8)
            {
                Put((byte)(_pending & 255));
                _pending >>= 8;
                _count -= 8;
            }
        }

        public void Finish()
        {
            if (_count > 0)
                Put((byte)(_pending & 255));
            Flush();
        }

        private void Put(byte value)
        {
            _block[_used++] = value;
            if (_used == _block.Length)
                Flush();
        }

        private void Flush()
        {
            if (_used == 0)
                return;
            stream.WriteByte((byte)_used);
            stream.Write(_block, 0, _used);
            _used = 0;
        }
    }
}
