namespace JitBot.Bot.Inbound;

/// <summary>Bodies of requests from outside, of a size that is bounded before anything is read into them (rule 39).</summary>
internal static class BoundedBody
{
    /// <param name="most">Bytes.</param>
    /// <returns>Null if it is longer than allowed, whatever length was announced.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var body = new byte[request.ContentLength ?? most];
        var length = 0;
        while (length < body.Length && await request.Body.ReadAsync(body.AsMemory(length), ct) is var read and > 0)
        {
            length += read;
        }

        return await request.Body.ReadAsync(new byte[1], ct) == 0 ? body[..length] : null;
    }
}
