using System.Collections.Immutable;

namespace JitBot.Bot.Api.Tokens;

/// <summary>What a token can be allowed. A name is never reused for something else.</summary>
internal static class ApiScopes
{
    public const string ReadRequests = "requests:read";

    /// <summary>Requests and grants of everybody, not only those that concern the owner.</summary>
    public const string ReadAllRequests = "requests:read-all";

    public const string WriteRequests = "requests:write";
    public const string WriteDecisions = "decisions:write";
    public const string ReadGrants = "grants:read";
    public const string WriteGrants = "grants:write";
    public const string ReadAudit = "audit:read";
    public const string ReadTargets = "targets:read";
    public const string ReadPolicy = "policy:read";
    public const string ReadReports = "reports:read";

    public static readonly ImmutableArray<string> All =
    [
        ReadRequests, ReadAllRequests, WriteRequests, WriteDecisions, ReadGrants, WriteGrants, ReadAudit, ReadTargets, ReadPolicy, ReadReports,
    ];
}
