using System.Security.Cryptography;

namespace Workbench.Training;

/// <summary>Writes through and hashes; the last bytes are held back and replaced by the hash of all bytes before them.</summary>
/// <param name="inner">Where to; left open.</param>
/// <param name="tail">Bytes held back.</param>
internal sealed class ChecksumStream(Stream inner, int tail) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _held = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Ends the file with the hash.</summary>
    public byte[] Finish()
    {
        if (_held.Length != tail)
            throw new InvalidOperationException($"The file has {_held.Length} bytes, fewer than its checksum.");
        var sum = _hash.GetHashAndReset();
        inner.Write(sum);
        return sum;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Always keep exactly the last bytes: what is older goes on.
        var free = (int)Math.Min(_held.Length, Math.Max(0, _held.Length + buffer.Length - tail));
        var held = _held.ToArray();
        Pass(held.AsSpan(0, free));
        var direct = Math.Max(0, buffer.Length - tail);
        Pass(buffer[..direct]);
        _held.SetLength(0);
        _held.Write(held.AsSpan(free));
        _held.Write(buffer[direct..]);
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _held.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        inner.Write(bytes);
    }
}
