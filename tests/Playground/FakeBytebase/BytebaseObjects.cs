using System.Globalization;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeBytebase;

/// <summary>A grant as Bytebase keeps it.</summary>
public sealed class TwinGrant
{
    public required string Name { get; init; }
    public required string Issue { get; init; }
    public required string Creator { get; init; }
    public string Status { get; set; } = "PENDING";
    public string[] Targets { get; set; } = [];
    public string Query { get; set; } = "";
    public bool Unmask { get; set; }
    public bool Export { get; set; }
    public string Reason { get; set; } = "";
    public string Schema { get; set; } = "";
    public TimeSpan? Ttl { get; set; }
    public DateTimeOffset? ExpireTime { get; set; }

    /// <summary>What has its default value is left out, as protobuf's JSON does.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["creator"] = $"users/{Creator}",
            ["status"] = Status,
            ["issue"] = Issue,
            ["targets"] = new JsonArray([.. Targets.Select(target => JsonValue.Create(target))]),
            ["query"] = Query,
            ["reason"] = Reason,
        };
        if (Unmask)
        {
            json["unmask"] = true;
        }

        if (Export)
        {
            json["export"] = true;
        }

        if (Schema.Length > 0)
        {
            json["schema"] = Schema;
        }

        if (Ttl is { } ttl)
        {
            json["ttl"] = string.Create(CultureInfo.InvariantCulture, $"{(long)ttl.TotalSeconds}s");
        }

        if (ExpireTime is { } end)
        {
            json["expireTime"] = BytebaseTwin.Moment(end);
        }

        return json;
    }
}

/// <summary>An issue as Bytebase keeps it.</summary>
public sealed class TwinIssue
{
    public required string Name { get; init; }
    public required string Creator { get; init; }
    public required string Title { get; init; }
    public string Description { get; set; } = "";
    public string Status { get; set; } = "OPEN";
    public string ApprovalStatus { get; set; } = "PENDING";
    public string[] Roles { get; set; } = ["roles/projectOwner"];
    public TwinGrant? Grant { get; init; }
    public TwinRole? Role { get; init; }

    /// <summary>Who was heard, in the order of the roles, and whether they approved.</summary>
    public List<(string Email, bool Approved)> Approvers { get; } = [];

    /// <summary>What approvals and rejections said.</summary>
    public List<string> Comments { get; } = [];

    public string Project => Name.Split('/')[1];

    /// <param name="before317">With the names of then.</param>
    public JsonObject ToJson(bool before317)
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["title"] = Title,
            ["description"] = Description,
            ["creator"] = $"users/{Creator}",
            ["status"] = Status,
            ["approvalStatus"] = ApprovalStatus,
            ["type"] = Grant is not null ? "ACCESS_GRANT" : before317 ? "GRANT_REQUEST" : "ROLE_GRANT",
            ["approvers"] = new JsonArray([.. Approvers.Select(heard => (JsonNode)new JsonObject
            {
                ["status"] = heard.Approved ? "APPROVED" : "REJECTED", ["principal"] = $"users/{heard.Email}",
            })]),
            ["approvalTemplate"] = new JsonObject { ["title"] = "Default", ["flow"] = new JsonObject { ["roles"] = new JsonArray([.. Roles.Select(role => JsonValue.Create(role))]) } },
            ["riskLevel"] = "LOW",
        };
        if (Grant is { } grant)
        {
            json["accessGrant"] = grant.Name;
        }

        if (Role is { } role)
        {
            json[before317 ? "grantRequest" : "roleGrant"] = new JsonObject
            {
                ["role"] = role.Role, ["user"] = $"users/{role.User}", ["condition"] = new JsonObject { ["expression"] = role.Expression },
            };
        }

        return json;
    }
}

public sealed record TwinRole(string Role, string User, string Expression);
