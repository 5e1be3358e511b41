namespace Workbench.Tests.Weights;

/// <summary>A disk that keeps another byte than was written.</summary>
internal sealed class ForgetfulStream(Stream inner) : Stream
{
    private long _written;
    private bool _forgotten;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position { get => _written; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _written += buffer.Length;
        if (_written > 1000 && !_forgotten)
        {
            inner.Position -= 1;
            inner.WriteByte((byte)(buffer[^1] ^ 1));
            _forgotten = true;
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
