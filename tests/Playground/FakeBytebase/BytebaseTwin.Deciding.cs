using System.Globalization;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeBytebase;

public sealed partial class BytebaseTwin
{
    /// <summary>Approves as somebody, by the service account's own call or by hand.</summary>
    public void Approve(string issue, string email, string comment = "")
    {
        var found = ToDecide(issue, email);
        found.Approvers.Add((email, true));
        found.Comments.Add(comment);
        if (found.Approvers.Count < found.Roles.Length)
        {
            return;
        }

        found.ApprovalStatus = "APPROVED";
        if (!CompletionFails)
        {
            Complete(found);
        }
    }

    /// <summary>The issue stays open, and who asked may ask again.</summary>
    public void Reject(string issue, string email, string comment = "")
    {
        var found = ToDecide(issue, email);
        found.Approvers.Add((email, false));
        found.Comments.Add(comment);
        found.ApprovalStatus = "REJECTED";
    }

    /// <summary>Who asked asks again after a rejection, which is forgotten.</summary>
    public void AskAgain(TwinIssue issue)
    {
        issue.Approvers.RemoveAll(heard => !heard.Approved);
        issue.ApprovalStatus = "PENDING";
    }

    public void Revoke(string grant)
    {
        var found = Grant(grant);
        if (found.Status != "ACTIVE")
        {
            throw BytebaseRefusal.Precondition("access grant is not active");
        }

        found.Status = "REVOKED";
    }

    /// <summary>Past the approval, whatever the status, and without working the end out: what Bytebase's <c>:activate</c> does.</summary>
    public void Activate(string grant) => Grant(grant).Status = "ACTIVE";

    internal TwinIssue Issue(string name) => All().Find(issue => issue.Name == name) ?? throw BytebaseRefusal.NotFound($"issue {name} not found");

    internal TwinGrant Grant(string name) => All().Find(issue => issue.Grant?.Name == name)?.Grant ?? throw BytebaseRefusal.NotFound($"access grant {name} not found");

    internal JsonObject Search(string project, string filter, int pageSize, string pageToken)
    {
        if (Closed.Contains(project))
        {
            throw BytebaseRefusal.Denied("permission denied to access bb.issues.get");
        }

        // A page's token is where it begins; an empty page has one behind it.
        var from = pageToken.Length == 0 ? 0 : int.Parse(pageToken.TrimEnd('e'), CultureInfo.InvariantCulture);
        var all = All().Where(issue => issue.Project == project && IsIn(issue, filter)).ToArray();
        var isShort = MostOnPage < 1000;
        if (isShort && pageToken.EndsWith('e'))
        {
            return new() { ["issues"] = new JsonArray(), ["nextPageToken"] = pageToken.TrimEnd('e') };
        }

        var page = all.Skip(from).Take(Math.Min(pageSize, MostOnPage)).ToArray();
        var next = from + page.Length;
        return new()
        {
            ["issues"] = new JsonArray([.. page.Select(issue => (JsonNode)issue.ToJson(IsBefore317))]),
            ["nextPageToken"] = next >= all.Length ? "" : string.Create(CultureInfo.InvariantCulture, $"{next}{(isShort ? "e" : "")}"),
        };
    }

    internal JsonObject Policy(string project) => new()
    {
        ["bindings"] = new JsonArray([.. Bindings.Where(binding => binding.Project == project).Select(binding => (JsonNode)new JsonObject
        {
            ["role"] = binding.Role, ["members"] = new JsonArray(binding.Member), ["condition"] = new JsonObject { ["expression"] = binding.Expression },
        })]),
        ["etag"] = "1",
    };

    /// <summary>As they are now: somebody may ask while a call is answered.</summary>
    private List<TwinIssue> All()
    {
        lock (_gate)
        {
            return [.. Issues];
        }
    }

    private bool IsIn(TwinIssue issue, string filter)
    {
        var type = filter.Split('"') is [_, var asked, ..] ? asked : "";
        var role = IsBefore317 ? "GRANT_REQUEST" : "ROLE_GRANT";
        if (type != "ACCESS_GRANT" && type != role)
        {
            throw BytebaseRefusal.Invalid($"invalid issue type {type}");
        }

        return issue.Status == "OPEN" && (type == "ACCESS_GRANT") == issue.Grant is not null;
    }

    private TwinIssue ToDecide(string name, string email)
    {
        var issue = Issue(name);
        if (issue.ApprovalStatus == "CHECKING")
        {
            throw BytebaseRefusal.Precondition("the approval flow is not ready");
        }

        if (issue.ApprovalStatus != "PENDING" || issue.Status != "OPEN")
        {
            throw BytebaseRefusal.Invalid($"the issue has been {issue.ApprovalStatus.ToLowerInvariant()}");
        }

        // Of whoever asked it knows the address, so somebody behind a service account passes.
        if (issue.Creator == email)
        {
            throw BytebaseRefusal.Denied("cannot approve your own issue");
        }

        return Roles.GetValueOrDefault(email, []).Contains(issue.Roles[issue.Approvers.Count], StringComparer.Ordinal)
            ? issue
            : throw BytebaseRefusal.Denied("you do not have the role of the current approval step");
    }

    private void Complete(TwinIssue issue)
    {
        issue.Status = "DONE";
        if (issue.Grant is { } grant)
        {
            grant.Status = "ACTIVE";
            grant.ExpireTime ??= Time.GetUtcNow() + grant.Ttl;
            grant.Ttl = null;
        }

        if (issue.Role is { } role)
        {
            Bindings.Add((issue.Project, role.Role, $"user:{role.User}", role.Expression));
        }
    }
}
