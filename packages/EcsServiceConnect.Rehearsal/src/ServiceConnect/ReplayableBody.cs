namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>A request's body that can be sent again: it keeps what is read of it while that is not too much.</summary>
/// <remarks>It is read as it comes, as Envoy does, so that a stream of requests is not held up for the sake of a retry.</remarks>
internal sealed class ReplayableBody(Stream body, int limit) : Stream
{
    private readonly MemoryStream _kept = new();
    private int _position;

    /// <summary>Whether all that was read of it is still here.</summary>
    public bool CanReplay { get; private set; } = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next read begins at the beginning.</summary>
    public void Rewind() => _position = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (CanReplay && _position < _kept.Length)
        {
            var again = _kept.GetBuffer().AsMemory(_position, (int)_kept.Length - _position);
            again = again[..Math.Min(again.Length, buffer.Length)];
            again.CopyTo(buffer);
            _position += again.Length;
            return again.Length;
        }

        var read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (CanReplay && _kept.Length + read <= limit)
        {
            _kept.Position = _kept.Length;
            _kept.Write(buffer.Span[..read]);
            _position += read;
        }
        else
        {
            CanReplay = false;
            _kept.SetLength(0);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
