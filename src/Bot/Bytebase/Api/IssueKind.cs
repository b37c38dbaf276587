namespace JitBot.Bot.Bytebase.Api;

internal enum IssueKind
{
    /// <summary>One statement on some databases: <c>ACCESS_GRANT</c>.</summary>
    AccessGrant,

    /// <summary>A role in the project: <c>ROLE_GRANT</c>, and <c>GRANT_REQUEST</c> before 3.17.</summary>
    RoleGrant,
}
