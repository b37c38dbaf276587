using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>One who was heard on an issue, in the order of its roles.</summary>
/// <param name="Email">Of a service account, too.</param>
internal sealed record IssueApprover(string Email, bool Approved);

/// <summary>A role that somebody is to have in the project.</summary>
/// <param name="Expression">CEL; the real end stands in it.</param>
internal sealed record RoleAsk(string Role, string User, string Expression);

/// <summary>An issue as Bytebase tells of it, from 3.11 on.</summary>
/// <param name="Status"><c>OPEN</c>, <c>DONE</c> or <c>CANCELED</c>.</param>
/// <param name="Approval"><c>CHECKING</c>, <c>PENDING</c>, <c>APPROVED</c>, <c>REJECTED</c> or <c>SKIPPED</c>.</param>
/// <param name="Roles">One person of each has to approve, in this order.</param>
/// <param name="Grant">What an <see cref="IssueKind.AccessGrant"/> is about.</param>
/// <param name="Role">What an <see cref="IssueKind.RoleGrant"/> is about.</param>
internal sealed record BytebaseIssue(
    IssueName Name, IssueKind Kind, string Status, string Approval, string Creator, string Description,
    ImmutableArray<string> Roles, ImmutableArray<IssueApprover> Approvers, GrantName? Grant, RoleAsk? Role)
{
    public bool IsWaiting => this is { Status: "OPEN", Approval: "PENDING" };

    /// <returns>Null for an issue of another kind, or one that nobody can read.</returns>
    public static BytebaseIssue? Read(JsonObject issue)
    {
        // Before 3.17 the same was called otherwise.
        IssueKind? kind = issue.Text("type") switch { "ACCESS_GRANT" => IssueKind.AccessGrant, "ROLE_GRANT" or "GRANT_REQUEST" => IssueKind.RoleGrant, _ => null };
        var role = issue.Part("roleGrant") ?? issue.Part("grantRequest");
        return kind is { } known && IssueName.Parse(issue.Text("name")) is { } name
            ? new(
                name, known, issue.Text("status"), issue.Text("approvalStatus"), ProtoJson.Email(issue.Text("creator")), issue.Text("description"),
                issue.Part("approvalTemplate").Part("flow").Texts("roles"),
                [.. issue.Parts("approvers").Select(approver => new IssueApprover(ProtoJson.Email(approver.Text("principal")), approver.Text("status") == "APPROVED"))],
                GrantName.Parse(issue.Text("accessGrant")),
                role is null ? null : new(role.Text("role"), ProtoJson.Email(role.Text("user")), role.Part("condition").Text("expression")))
            : null;
    }
}
