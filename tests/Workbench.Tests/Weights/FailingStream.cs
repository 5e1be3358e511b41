namespace Workbench.Tests.Weights;

/// <summary>A disk that is full after some bytes.</summary>
internal sealed class FailingStream(Stream inner, long failsAt) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position { get => _written; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var possible = (int)Math.Min(buffer.Length, failsAt - _written);
        inner.Write(buffer[..possible]);
        _written += possible;
        if (possible < buffer.Length)
            throw new IOException("No space left on device");
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
