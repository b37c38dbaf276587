using System.IO.Compression;
using System.IO.Pipelines;

namespace JitBot.Bot.Exports;

/// <summary>
/// A file in memory, because a chat wants to know its length before its first byte and nothing of it may touch a disk. What grows large is packed as it
/// comes, as a zip with the file in it. Written by one, then sealed, then read once.
/// </summary>
/// <param name="most">How many bytes may be written.</param>
/// <param name="keepsName">Somebody was told what it is called: it is packed in memory only, and read as it was written.</param>
internal sealed class ExportBuffer(string name, long most, bool keepsName = false) : Stream
{
    /// <summary>From how many bytes on it is packed.</summary>
    public const int MostPlain = 8 * 1024 * 1024;

    // Without a threshold a pipe is a buffer in pieces, which are given back as they are read.
    private readonly Pipe _plain = new(new(pauseWriterThreshold: 0));
    private readonly Pipe _packed = new(new(pauseWriterThreshold: 0));
    private ZipArchive? _zip;
    private Stream? _entry;
    private Stream? _unpacked;
    private long _plainLength;

    /// <summary>What the file is called now: with <c>.zip</c> behind it once it is packed.</summary>
    public string Name => _zip is null ? name : $"{name}.zip";

    public string MediaType => _zip is not null ? "application/zip" : name.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "application/x-ndjson";

    /// <summary>Nothing is written any more.</summary>
    /// <returns>The whole of it, and how many bytes that is.</returns>
    public async Task<(Stream Content, long Length)> SealAsync(CancellationToken ct)
    {
        if (_entry is null)
        {
            await _plain.Writer.CompleteAsync();
            return (_plain.Reader.AsStream(), _plainLength);
        }

        await _entry.DisposeAsync();
        _zip?.Dispose();
        await _packed.Writer.CompleteAsync();
        if (_zip is null)
        {
            return (_unpacked = new DeflateStream(_packed.Reader.AsStream(), CompressionMode.Decompress), _plainLength);
        }

        // All of it is there: this reads nothing away.
        var all = await _packed.Reader.ReadAtLeastAsync(int.MaxValue, ct);
        var length = all.Buffer.Length;
        _packed.Reader.AdvanceTo(all.Buffer.Start);
        return (_packed.Reader.AsStream(), length);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_plainLength + buffer.Length > most)
        {
            throw new ExportTooLargeException();
        }

        if (_entry is null && _plainLength + buffer.Length > MostPlain)
        {
            Pack();
        }

        _plainLength += buffer.Length;
        if (_entry is not null)
        {
            _entry.Write(buffer);
            return;
        }

        buffer.CopyTo(_plain.Writer.GetSpan(buffer.Length));
        _plain.Writer.Advance(buffer.Length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _unpacked?.Dispose();
        // Whoever gave up half-way leaves pieces behind that only this gives back.
        foreach (var pipe in (Pipe[])[_plain, _packed])
        {
            pipe.Writer.Complete();
            pipe.Reader.Complete();
        }

        base.Dispose(disposing);
    }

    private void Pack()
    {
        var packed = _packed.Writer.AsStream(leaveOpen: true);
        _zip = keepsName ? null : new(packed, ZipArchiveMode.Create, leaveOpen: true);
        _entry = _zip?.CreateEntry(name, CompressionLevel.Fastest).Open() ?? new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        _plain.Writer.Complete();
        _plain.Reader.AsStream().CopyTo(_entry);
    }
}

/// <summary>A file would have more bytes than there may be.</summary>
internal sealed class ExportTooLargeException : Exception;
