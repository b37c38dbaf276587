using System.Security.Cryptography;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>Whether a webhook is its source's.</summary>
internal abstract record Proof
{
    private Proof() { }

    /// <param name="Delivery">The same for the same webhook sent again: its id, or a digest of its body where it has none.</param>
    public sealed record Genuine(string Delivery) : Proof;

    public sealed record Refused(string Why) : Proof;

    /// <summary>Looks at headers and the raw body, and parses nothing (rule 38).</summary>
    public static Proof Of(WebhookSource source, IHeaderDictionary headers, byte[] body, DateTimeOffset now) => source.Kind switch
    {
        SourceKind.Alertmanager => Judge(SharedSecret.Refusal(Only(headers, "Authorization"), source.Secrets), Digest(body)),
        SourceKind.PagerDuty => Judge(PagerDutySignature.Refusal(Only(headers, PagerDutySignature.Header), body, source.Secrets), Digest(body)),
        _ => Standard(source, headers, body, now),
    };

    private static Proof Standard(WebhookSource source, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        var id = Only(headers, StandardWebhook.IdHeader);
        return StandardWebhook.Verify(id, Only(headers, StandardWebhook.TimestampHeader), Only(headers, StandardWebhook.SignatureHeader), body, source.Secrets, now) switch
        {
            WebhookVerdict.Genuine => new Genuine(id!),
            WebhookVerdict.NotSigned => new Refused("not signed"),
            WebhookVerdict.SignedAtAnotherTime => new Refused("signed at another time"),
            WebhookVerdict.AnotherSignature => new Refused("another signature"),
            var verdict => throw new InvalidOperationException($"Unknown verdict {verdict}."),
        };
    }

    private static Proof Judge(string? refusal, string delivery) => refusal is null ? new Genuine(delivery) : new Refused(refusal);

    private static string Digest(byte[] body) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}";

    /// <summary>Of two headers of one name nobody can say which is meant.</summary>
    private static string? Only(IHeaderDictionary headers, string name) => headers[name] is [{ } only] ? only : null;
}
