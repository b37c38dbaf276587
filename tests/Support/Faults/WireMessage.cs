using System.Buffers.Binary;
using System.Text;

namespace JitBot.Support.Faults;

/// <summary>One message of PostgreSQL's protocol, version 3: a letter, a length that counts itself, and the rest.</summary>
internal readonly record struct WireMessage(byte[] Bytes)
{
    private const int Header = 5;

    public char Kind => (char)Bytes[0];

    private ReadOnlySpan<byte> Body => Bytes.AsSpan(Header);

    /// <returns>Null at the end of the stream.</returns>
    public static async Task<WireMessage?> ReadAsync(Stream stream, CancellationToken ct)
    {
        var header = new byte[Header];
        if (await stream.ReadAtLeastAsync(header, Header, throwOnEndOfStream: false, ct) < Header)
        {
            return null;
        }

        var message = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        header.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(Header), ct);
        return new(message);
    }

    /// <summary>The first message of a connection has no letter.</summary>
    /// <returns>Null at the end of the stream.</returns>
    public static async Task<byte[]?> ReadFirstAsync(Stream stream, CancellationToken ct)
    {
        var length = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, ct) < length.Length)
        {
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(length.Length), ct);
        return message;
    }

    /// <summary>The <paramref name="index"/>th of the texts that a message begins with.</summary>
    public string Text(int index)
    {
        var rest = Body;
        for (; index > 0; index--)
        {
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        }

        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    /// <summary>The rows that a statement's completion tells of, such as 3 of <c>UPDATE 3</c>; 0 if it tells of none.</summary>
    public int Rows => int.TryParse(Text(0).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture, out var rows) ? rows : 0;
}
