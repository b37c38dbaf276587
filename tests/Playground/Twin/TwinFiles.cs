using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace JitBot.Playground.Twin;

/// <summary>A file in somebody's OneDrive.</summary>
/// <param name="Pieces">How many calls brought it.</param>
public sealed record TwinFile(TwinPerson Owner, string Name, ImmutableArray<byte> Content, int Pieces);

/// <summary>
/// Everybody's OneDrive, as far as bots put files there: an upload session for each consent, whose address is its own key, wants pieces in order, each with
/// its <c>Content-Range</c>, and is gone once it is done or old.
/// </summary>
public sealed class TwinFiles(TeamsTwin twin)
{
    private const int Unit = 320 * 1024;
    private const long MostPiece = 60L * 1024 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private ImmutableList<TwinFile> _all = [];

    /// <summary>What has come whole, the oldest first.</summary>
    public IReadOnlyList<TwinFile> All => _all;

    /// <summary>Statuses that the next pieces are answered with, and nothing is done.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    /// <summary>Whether a call for a file carried a token, which OneDrive refuses: its address is the key.</summary>
    public bool SawToken { get; private set; }

    internal string Open(TwinPerson owner, string name)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _sessions[key] = new(owner, name, twin.Time.GetUtcNow() + Life);
        return $"{twin.Address}/personal/upload?tempauth={key}";
    }

    internal void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPut("/personal/upload", (HttpRequest request) => PutAsync(request.HttpContext));

    private async Task<IResult> PutAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        SawToken |= http.Request.Headers.Authorization.Count > 0;
        if (Refusals.TryDequeue(out var refusal))
        {
            return TwinConnector.Error(refusal, "serviceNotAvailable");
        }

        if (http.Request.Headers.Authorization.Count > 0)
        {
            return TwinConnector.Error(401, "unauthenticated");
        }

        if (!_sessions.TryGetValue(http.Request.Query["tempauth"].ToString(), out var session) || twin.Time.GetUtcNow() >= session.Ends)
        {
            return TwinConnector.Error(404, "itemNotFound");
        }

        lock (session)
        {
            return Take(http.Request.Query["tempauth"].ToString(), session, body.ToArray(), http.Request.Headers.ContentRange.ToString());
        }
    }

    private IResult Take(string key, Session session, byte[] piece, string range)
    {
        if (!ContentRangeHeaderValue.TryParse(range, out var place) || place is not { Unit: "bytes", From: { } from, To: { } to, Length: { } whole } || to - from + 1 != piece.Length || to >= whole)
        {
            return TwinConnector.Error(400, "invalidRange");
        }

        var last = to + 1 == whole;
        if (piece.Length > MostPiece || (!last && piece.Length % Unit != 0))
        {
            return TwinConnector.Error(400, "invalidRequest");
        }

        if (from != session.Content.Length)
        {
            return TwinConnector.Error(416, "invalidRange");
        }

        session.Content.Write(piece);
        session.Pieces++;
        if (!last)
        {
            return Results.Json(new { nextExpectedRanges = new[] { $"{to + 1}-" } }, statusCode: 202);
        }

        _sessions.TryRemove(key, out _);
        var file = new TwinFile(session.Owner, session.Name, [.. session.Content.ToArray()], session.Pieces);
        ImmutableInterlocked.Update(ref _all, all => all.Add(file));
        return Results.Json(new { id = key, name = session.Name, size = whole }, statusCode: 201);
    }

    private sealed class Session(TwinPerson owner, string name, DateTimeOffset ends)
    {
        public TwinPerson Owner => owner;
        public string Name => name;
        public DateTimeOffset Ends => ends;
        public MemoryStream Content { get; } = new();
        public int Pieces { get; set; }
    }
}
