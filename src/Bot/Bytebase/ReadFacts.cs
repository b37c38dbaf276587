using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.Statements;

namespace JitBot.Bot.Bytebase;

/// <summary>Makes of what Bytebase tells what can be shown and stored, or says why it cannot. Pure.</summary>
internal static class ReadFacts
{
    private const int LongestName = 200;
    private const int LongestReason = 1500;
    private const int LongestTargets = 3000;
    private const int LongestCondition = 4000;
    private const int LongestStatement = 60_000;
    private const int MostLines = 1000;
    private const int MostHeard = 20;

    // Whoever asks chooses every word of it: among 64 bits they would find two requests with the same terms in an afternoon.
    private const int DigitsOfTerms = 32;

    public static IssueFacts Of(BytebaseIssue issue, AccessGrant? grant)
    {
        var common = new IssueFacts
        {
            Kind = issue.Kind,
            Creator = Name(issue.Creator),
            Holder = Name(grant?.Creator ?? issue.Role?.User ?? issue.Creator),
            Reason = Shown(grant?.Reason is { Length: > 0 } reason ? reason : issue.Description, LongestReason),
            Roles = [.. issue.Roles.Take(MostHeard).Select(Name)],
            Heard = [.. issue.Approvers.Take(MostHeard).Select(heard => heard with { Email = Name(heard.Email) })],
            Grant = issue.Grant?.ToString(),
            Terms = Terms(issue, grant),
        };
        return issue.Kind == IssueKind.AccessGrant ? OfAccess(common, issue, grant) : OfRole(common, issue.Role);
    }

    /// <summary>
    /// The end that a role's condition sets, UTC; null if it sets none for certain. Only a whole part of an <c>and</c> at its top counts: within another part, or
    /// a text, the same words may end nothing.
    /// </summary>
    public static DateTimeOffset? EndIn(string condition)
    {
        const string Before = "request.time<timestamp(\"";
        if (Parts(condition) is not { } parts)
        {
            return null;
        }

        return parts.Select(part => part.StartsWith(Before, StringComparison.Ordinal) && part.EndsWith("\")", StringComparison.Ordinal) && part.Count(sign => sign == '"') == 2
            ? ProtoJson.ReadMoment(part[Before.Length..^2]) : null).Min();
    }

    /// <summary>What is joined by <c>and</c> at the top, without spaces outside of texts; null where it is joined by anything else, or cannot be cut for certain.</summary>
    private static List<string>? Parts(string condition)
    {
        var (parts, part, depth, inText) = (new List<string>(), new StringBuilder(), 0, false);
        for (var i = 0; i < condition.Length; i++)
        {
            var sign = condition[i];
            if (sign is '\'' or '\\' or '?' || (depth == 0 && !inText && sign == '|') || (!inText && condition.AsSpan(i).StartsWith("//")))
            {
                return null;
            }

            if (inText || sign == '"')
            {
                inText = sign == '"' ? !inText : inText;
                part.Append(sign);
                continue;
            }

            depth += sign is '(' or '[' or '{' ? 1 : sign is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && condition.AsSpan(i).StartsWith("&&"))
            {
                parts.Add(part.ToString());
                part.Clear();
                i++;
            }
            else if (!char.IsWhiteSpace(sign))
            {
                part.Append(sign);
            }
        }

        parts.Add(part.ToString());
        return depth == 0 && !inText ? parts : null;
    }

    private static IssueFacts OfAccess(IssueFacts common, BytebaseIssue issue, AccessGrant? grant)
    {
        if (grant is null || grant.Issue != issue.Name.ToString())
        {
            return common with { CannotShow = "Bytebase does not say what it is for" };
        }

        return common with
        {
            Targets = [.. grant.Targets.Select(Name).Take(LongestName)],
            Statement = Shown(ApprovedStatement.Trimmed(grant.Query), LongestStatement),
            Schema = Name(grant.Schema),
            Container = Name(grant.Container),
            Unmask = grant.Unmask,
            Export = grant.Export,
            Ttl = grant.Ttl,
            Until = grant.ExpireTime is { } until ? Clock.Whole(until) : null,
            CannotShow = grant switch
            {
                _ when ApprovedStatement.Trimmed(grant.Query).Length == 0 || grant.Targets.IsEmpty => "it names no statement or no database",
                { Query: var query } when query.Length > LongestStatement || query.Count(sign => sign is '\n' or '\r') > MostLines => "its statement is too long to be read here",
                _ when !PlainText.IsPrintable(grant.Query) => "its statement has characters that cannot be seen",
                _ when grant.Targets.Sum(target => target.Length) > LongestTargets => "it is for more databases than can be read here",
                _ when !grant.Targets.Concat([grant.Schema, grant.Container]).All(IsName) => "it has names that cannot be read here",
                { Ttl: null, ExpireTime: null, Status: "PENDING" } => "it has no end",
                _ => null,
            },
        };
    }

    private static IssueFacts OfRole(IssueFacts common, RoleAsk? role) => role is null
        ? common with { CannotShow = "Bytebase does not say what it is for" }
        : common with
        {
            Role = Name(role.Role),
            Condition = Shown(role.Expression, LongestCondition),
            Until = EndIn(role.Expression) is { } until ? Clock.Whole(until) : null,
            CannotShow = !IsName(role.Role) || role.Role.Length == 0 ? "it has names that cannot be read here"
                : role.Expression.Length > LongestCondition || !PlainText.IsPrintable(role.Expression) ? "its condition cannot be read here"
                : EndIn(role.Expression) is null ? "it has no end that can be told for certain"
                : null,
        };

    private static bool IsName(string name) => name.Length <= LongestName && PlainText.IsPrintable(name);

    private static string Name(string name) => Shown(name, LongestName).ReplaceLineEndings(" ");

    private static string Shown(string text, int most) => PlainText.Shorten(PlainText.Visible(text), most);

    private static string Terms(BytebaseIssue issue, AccessGrant? grant) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        issue.Name,
        issue.Kind,
        issue.Creator,
        issue.Description,
        issue.Roles,
        issue.Approvers,
        issue.Role,
        grant?.Targets,
        grant?.Query,
        grant?.Unmask,
        grant?.Export,
        grant?.Reason,
        grant?.Schema,
        grant?.Container,
        grant?.Ttl,
        grant?.ExpireTime,
        Holder = grant?.Creator,
    })))[..DigitsOfTerms];
}
