using System.Text.Encodings.Web;
using System.Text.Json;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>How an operator says that a right is known and may stand.</summary>
internal static class Acceptance
{
    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="rights">As the connector words them.</param>
    public static string Of(Target target, IEnumerable<string> rights) =>
        $"to accept it, JitBot:Targets:{target.Id}: \"AcceptedRights\": [ {string.Join(", ", rights.Take(Listed.Most).Select(right => JsonSerializer.Serialize(right, Json)))} ]";
}
