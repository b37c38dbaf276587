using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql;

/// <summary>
/// The comment on every role JitBot made, which is how it knows its own. A role of one of our names without our marker is somebody else's and is
/// left alone. Holders of an account cannot write comments on roles, so a marker can be believed.
/// </summary>
internal static class Marker
{
    // Names of people are read by operators in \du+; only what JSON itself needs is escaped.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>On an account: whose it is, for which request, and its end in UTC.</summary>
    public static string OfAccount(string installation, Account account) => AccountPrefix(installation, account.Request)
        + $"\"person\":{JsonSerializer.Serialize(account.Person.Value, Json)},\"end\":\"{Utc(account.EndsAt)}\",\"address\":null}}";

    /// <summary>
    /// How the marker of this request's account begins. The end in it moves when a grant is extended, so what is there is never compared whole.
    /// </summary>
    public static string AccountPrefix(string installation, RequestId request) => $"{AnyAccountPrefix(installation)}{request.Value}\",";

    /// <summary>How the marker of every account of this installation begins.</summary>
    public static string AnyAccountPrefix(string installation) => $"{Prefix(installation)}\"request\":\"";

    /// <summary>On a scope role: the database its rights lie in.</summary>
    public static string OfScope(string installation, string database) =>
        $"{AnyScopePrefix(installation)}{JsonSerializer.Serialize(database, Json)}}}";

    /// <summary>How the marker of every scope role of this installation begins.</summary>
    public static string AnyScopePrefix(string installation) => $"{Prefix(installation)}\"scope\":";

    private static string Prefix(string installation) => $"jitbot {{\"v\":1,\"installation\":\"{installation}\",";

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
