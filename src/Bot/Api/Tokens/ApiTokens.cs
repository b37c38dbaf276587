using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Storage;

namespace JitBot.Bot.Api.Tokens;

/// <summary>The tokens there are. Made and revoked at the shell, where whoever does it has JitBot's own secrets anyway; both go on record.</summary>
internal sealed class ApiTokens(IKeyedStore store, AuditLog audit, TimeProvider time)
{
    private const string Kind = "api-token";
    private const string Via = "shell";

    // A write with every call would be more work than the call.
    private static readonly TimeSpan UseNoted = TimeSpan.FromHours(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="lasts">Null for one that does not expire.</param>
    /// <param name="by">The account at the machine's shell.</param>
    /// <returns>The token, which is shown once.</returns>
    public async Task<(ApiToken Token, TokenText Text)> CreateAsync(PersonId owner, ImmutableArray<string> scopes, string? name, TimeSpan? lasts, string by, CancellationToken ct)
    {
        var (text, now) = (TokenText.New(), time.Now());
        var token = new ApiToken { Id = text.Id, Name = name, Owner = owner, Scopes = scopes, Hash = text.Hash, CreatedAt = now, ExpiresAt = now + lasts };

        // On record first: rather a token on record that was never made than one that nobody knows of.
        await audit.AddAsync(Entry(AuditEvents.TokenCreated, token, by), $"{AuditEvents.TokenCreated}.{token.Id}", ct: ct);
        await store.TryPutAsync(Document(token, 0), now, ct);
        return (token, text);
    }

    /// <summary>By their ids, expired ones included.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(CancellationToken ct) => [.. (await store.ListAsync(Kind, time.Now(), ct)).Select(Read)];

    public async Task<ApiToken?> FindAsync(string id, CancellationToken ct) => await store.FindAsync(Kind, id, time.Now(), ct) is { } found ? Read(found) : null;

    /// <summary>From now on it is worth nothing.</summary>
    /// <returns>Null if there is none of this id.</returns>
    public async Task<ApiToken?> RevokeAsync(string id, string by, CancellationToken ct)
    {
        // Only a use that is noted at this very moment can come in between.
        while (await store.FindAsync(Kind, id, time.Now(), ct) is { } found)
        {
            var token = Read(found);
            await audit.AddAsync(Entry(AuditEvents.TokenRevoked, token, by), $"{AuditEvents.TokenRevoked}.{id}", ct: ct);
            if (await store.TryDeleteAsync(Kind, id, found.Version, ct))
            {
                return token;
            }
        }

        return null;
    }

    public async Task NoteUseAsync(ApiToken token, CancellationToken ct)
    {
        var now = time.Now();
        if (!(now - token.LastUsedAt < UseNoted) && await store.FindAsync(Kind, token.Id, now, ct) is { } found)
        {
            await store.TryPutAsync(Document(Read(found) with { LastUsedAt = now }, found.Version), now, ct);
        }
    }

    private AuditEntry Entry(string @event, ApiToken token, string by) => AuditEntry.Of(time.Now(), @event, by, null,
        ("token", token.Id), ("name", token.Name ?? ""), ("owner", token.Owner.Value), ("scopes", string.Join(", ", token.Scopes)), ("expires", token.ExpiresAt?.ToString("o") ?? "")) with { Via = Via };

    private static KeyedDocument Document(ApiToken token, long version) => new(Kind, token.Id, version, JsonSerializer.Serialize(token, Json), null);

    private static ApiToken Read(KeyedDocument document) => JsonSerializer.Deserialize<ApiToken>(document.Json, Json)!;
}
