using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>
/// The pages of a result, for as long as somebody may turn them. The store has them enciphered; the key is in the ticket alone, which goes to the
/// requester's window and nowhere else, so that whichever replica is asked can turn a page and none could of its own accord.
/// </summary>
internal sealed class ResultPages(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "result-page";

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="run">Which run they are of; no two have the same.</param>
    /// <param name="end">UTC; from then on there is nothing to be looked at.</param>
    /// <returns>What turns them; null if there is only one.</returns>
    public async Task<ResultTicket?> KeepAsync(RequestId request, string run, ImmutableArray<ResultPage> pages, DateTimeOffset end, CancellationToken ct)
    {
        if (pages.Length < 2)
        {
            return null;
        }

        var ticket = new ResultTicket(run, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var now = time.Now();
        foreach (var page in pages)
        {
            await store.TryPutAsync(new(Kind, ticket.PageId(request, page.Number), 0, JsonSerializer.Serialize(Encipher(request, ticket, page), Json), now + Kept < end ? now + Kept : end), now, ct);
        }

        return ticket;
    }

    /// <returns>Null if it is there no longer, or if the ticket is none.</returns>
    public async Task<ResultPage?> FindAsync(RequestId request, ResultTicket ticket, int number, CancellationToken ct) =>
        await store.FindAsync(Kind, ticket.PageId(request, number), time.Now(), ct) is { } document ? Decipher(request, ticket, number, JsonSerializer.Deserialize<string>(document.Json, Json)!) : null;

    private static string Encipher(RequestId request, ResultTicket ticket, ResultPage page)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(page, Json);
        var sealedPage = new byte[plain.Length + Tag];
        using var cipher = new AesGcm(Convert.FromHexString(ticket.Key), Tag);
        cipher.Encrypt(Nonce(page.Number), plain, sealedPage.AsSpan(Tag), sealedPage.AsSpan(0, Tag), Bound(request, ticket, page.Number));
        return Convert.ToBase64String(sealedPage);
    }

    private static ResultPage? Decipher(RequestId request, ResultTicket ticket, int number, string text)
    {
        var sealedPage = Convert.FromBase64String(text);
        var plain = new byte[sealedPage.Length - Tag];
        using var cipher = new AesGcm(Convert.FromHexString(ticket.Key), Tag);
        try
        {
            cipher.Decrypt(Nonce(number), sealedPage.AsSpan(Tag), sealedPage.AsSpan(0, Tag), plain, Bound(request, ticket, number));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return JsonSerializer.Deserialize<ResultPage>(plain, Json);
    }

    // A key seals each page once, so that the page's number is a nonce.
    private static byte[] Nonce(int number)
    {
        var nonce = new byte[12];
        BitConverter.TryWriteBytes(nonce, number);
        return nonce;
    }

    private static byte[] Bound(RequestId request, ResultTicket ticket, int number) => Encoding.UTF8.GetBytes(ticket.PageId(request, number));

    private const int Tag = 16;
}
