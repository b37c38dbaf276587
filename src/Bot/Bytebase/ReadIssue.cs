using System.Text.Json.Nodes;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>Looks at one issue, and at what became of it: approved is not active (Bytebase only logs it when that fails).</summary>
/// <exception cref="BytebaseDownException">There was no answer that says anything.</exception>
internal sealed class ReadIssue(BytebaseClient client, IDirectory directory, TimeProvider time)
{
    /// <returns>Null if there is no such issue, or nobody can read it.</returns>
    public async Task<IssueSeen?> HandleAsync(IssueName name, CancellationToken ct) => await client.IssueAsync(name, ct) is { } issue && issue.Name == name ? await OfAsync(issue, ct) : null;

    public async Task<IssueSeen> OfAsync(BytebaseIssue issue, CancellationToken ct)
    {
        var grant = issue.Grant is { } named && named.Project == issue.Name.Project ? await client.GrantAsync(named, ct) : null;
        var asked = ReadFacts.Of(issue, grant);
        var facts = asked with { Strangers = (await IssuePeople.OfAsync(asked, directory, ct)).Strangers(asked) };
        var standing = issue.Kind == IssueKind.AccessGrant ? Of(issue, grant) : await OfRoleAsync(issue, ct);
        return new(facts, standing, standing is IssueStanding.Active or IssueStanding.Expired ? facts.Until : null);
    }

    private IssueStanding Of(BytebaseIssue issue, AccessGrant? grant) => grant switch
    {
        null => OfIssue(issue),
        { Status: "REVOKED" } => IssueStanding.Revoked,
        { Status: "ACTIVE", ExpireTime: null } => IssueStanding.WithoutEnd,
        // Bytebase leaves it as it is past its end.
        { Status: "ACTIVE", ExpireTime: { } end } => end <= time.Now() ? IssueStanding.Expired : IssueStanding.Active,
        _ => OfIssue(issue),
    };

    private async Task<IssueStanding> OfRoleAsync(BytebaseIssue issue, CancellationToken ct)
    {
        var standing = OfIssue(issue);
        if (standing != IssueStanding.NotActive || issue.Role is not { } role)
        {
            return standing;
        }

        var isBound = await client.IamPolicyAsync(issue.Name.Project, ct) is { } policy && policy.Parts("bindings").Any(binding => Gives(binding, role));
        var isOver = ReadFacts.EndIn(role.Expression) <= time.Now();
        return isOver ? IssueStanding.Expired : isBound ? IssueStanding.Active : IssueStanding.NotActive;
    }

    private static IssueStanding OfIssue(BytebaseIssue issue) => issue switch
    {
        { Status: "CANCELED" } => IssueStanding.Canceled,
        { Approval: "REJECTED" } => IssueStanding.Rejected,
        { Approval: "APPROVED" or "SKIPPED" } or { Status: "DONE" } => IssueStanding.NotActive,
        { Approval: "PENDING", Status: "OPEN" } => IssueStanding.Waiting,
        _ => IssueStanding.Checking,
    };

    /// <summary>What stands before a member's address changed in 3.15.</summary>
    private static bool Gives(JsonObject binding, RoleAsk role) =>
        binding.Text("role") == role.Role
        && binding.Part("condition").Text("expression") == role.Expression
        && binding.Texts("members").Any(member => string.Equals(member[(member.LastIndexOfAny([':', '/']) + 1)..], role.User, StringComparison.OrdinalIgnoreCase));
}
