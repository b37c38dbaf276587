using System.Buffers;

namespace JitBot.Bot.Inbound;

/// <summary>Bodies of requests from outside, of a size that is bounded before anything is read into them (rule 39).</summary>
internal static class BoundedBody
{
    private const int AtOnce = 4096;

    /// <param name="most">Bytes.</param>
    /// <returns>Null if it is longer than allowed, whatever length was announced.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        // Grows with what comes, not with what was announced: nobody has been asked yet who they are.
        var body = new ArrayBufferWriter<byte>();
        while (body.WrittenCount <= most && await request.Body.ReadAsync(body.GetMemory(AtOnce), ct) is var read and > 0)
        {
            body.Advance(read);
        }

        return body.WrittenCount <= most ? body.WrittenSpan.ToArray() : null;
    }
}
