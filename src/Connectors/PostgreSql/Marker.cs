using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql;

/// <summary>
/// The comment on every role JitBot made, which is how it knows its own. A role of one of our names without our marker is somebody else's and is
/// left alone. Holders of an account cannot write comments on roles, so a marker can be believed.
/// </summary>
internal static class Marker
{
    private const string Begin = "jitbot ";

    // Names of people are read by operators in \du+; only what JSON itself needs is escaped.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>On an account: whose it is, for which request, its end in UTC, and where alone it may come from. The login trigger reads the last two.</summary>
    public static string OfAccount(string installation, Account account) => AccountPrefix(installation, account.Request)
        + $"\"person\":{JsonSerializer.Serialize(account.Person.Value, Json)},\"end\":\"{Utc(account.EndsAt)}\",\"address\":{(account.Address is { } address ? $"\"{address.Text}\"" : "null")}}}";

    /// <summary>
    /// How the marker of this request's account begins. The end in it moves when a grant is extended, so what is there is never compared whole.
    /// </summary>
    public static string AccountPrefix(string installation, RequestId request) => $"{AnyAccountPrefix(installation)}{request.Value}\",";

    /// <summary>How the marker of every account of this installation begins.</summary>
    public static string AnyAccountPrefix(string installation) => $"{Prefix(installation)}\"request\":\"";

    /// <summary>On a scope role: the database its rights lie in, and whether masking leaves it alone.</summary>
    public static string OfScope(string installation, string database, bool unmask) =>
        $"{AnyScopePrefix(installation)}{JsonSerializer.Serialize(database, Json)}{(unmask ? ",\"unmask\":true" : "")}}}";

    /// <summary>How the marker of every scope role of this installation begins.</summary>
    public static string AnyScopePrefix(string installation) => $"{Prefix(installation)}\"scope\":";

    /// <summary>On the role that owns masked views.</summary>
    public static string OfMasks(string installation) => $"{Prefix(installation)}\"masks\":true}}";

    /// <summary>On a masked view: by which definition it was made.</summary>
    public static string OfView(string installation, string definition) => $"{AnyViewPrefix(installation)}\"{definition}\"}}";

    /// <summary>How the marker of every masked view of this installation begins.</summary>
    public static string AnyViewPrefix(string installation) => $"{Prefix(installation)}\"view\":";

    /// <summary>On the role that holds nothing but the number by which sweeps tell an older server from a newer store.</summary>
    public static string OfEpoch(string installation, Target target, long epoch) =>
        $"{EpochPrefix(installation, target)}{epoch.ToString(CultureInfo.InvariantCulture)}}}";

    public static string EpochPrefix(string installation, Target target) =>
        $"{Prefix(installation)}\"target\":{JsonSerializer.Serialize(target.Id, Json)},\"epoch\":";

    /// <returns>Null if the comment is not the marker of an account of this installation.</returns>
    public static (RequestId Request, PersonId Person, DateTimeOffset End)? ReadAccount(string installation, string comment) =>
        comment.StartsWith(AnyAccountPrefix(installation), StringComparison.Ordinal)
        && Read(comment) is { Person: { } person, End: { } end } found
        && RequestId.TryParse(found.Request, out var request)
            ? (request, new(person), end)
            : null;

    /// <returns>Whose marker a comment is, and whether it marks an account; null if it is none.</returns>
    public static (string Installation, bool IsAccount)? ReadInstallation(string comment) =>
        Read(comment) is { Installation: { } installation } found ? (installation, found.Request is not null) : null;

    private static Content? Read(string comment)
    {
        try
        {
            return comment.StartsWith(Begin, StringComparison.Ordinal) ? JsonSerializer.Deserialize<Content>(comment[Begin.Length..], JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Prefix(string installation) => $"{Begin}{{\"v\":1,\"installation\":\"{installation}\",";

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Content(string? Installation, string? Request, string? Person, DateTimeOffset? End);
}
