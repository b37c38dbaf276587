using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>Access for one exact statement, as Bytebase tells of it.</summary>
/// <param name="Issue">The full name of the one that asks for it.</param>
/// <param name="Status"><c>PENDING</c>, <c>ACTIVE</c>, which it stays past its end, or <c>REVOKED</c>.</param>
/// <param name="Ttl">Counted from when it becomes active; null once it has.</param>
/// <param name="ExpireTime">UTC. An active grant without one authorises nothing.</param>
internal sealed record AccessGrant(
    GrantName Name, string Issue, string Creator, string Status, ImmutableArray<string> Targets, string Query, bool Unmask, bool Export, string Reason,
    string Schema, string Container, TimeSpan? Ttl, DateTimeOffset? ExpireTime)
{
    /// <returns>Null for one that nobody can read.</returns>
    public static AccessGrant? Read(JsonObject grant) => GrantName.Parse(grant.Text("name")) is { } name
        ? new(
            name, grant.Text("issue"), ProtoJson.Email(grant.Text("creator")), grant.Text("status"), grant.Texts("targets"), grant.Text("query"), grant.Flag("unmask"), grant.Flag("export"),
            grant.Text("reason"), grant.Text("schema"), grant.Text("container"), grant.Duration("ttl"), grant.Moment("expireTime"))
        : null;
}
