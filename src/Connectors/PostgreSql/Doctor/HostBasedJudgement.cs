using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>
/// By which ways accounts could log in, as <c>pg_hba.conf</c> has it. The first line that fits decides, so a line that an earlier one leaves
/// nothing to is no finding.
/// </summary>
internal static class HostBasedJudgement
{
    private const string AllAccounts = "/^jit_";
    private const string Password = "scram-sha-256";

    public static Finding Unread(LoginFacts login) => new(
        "hba.unread", Severity.Note, $"JitBot's login {login.Name} may not read the rules of pg_hba.conf.",
        "Whether every way in asks for a password, and so heeds VALID UNTIL, is not known.")
    {
        Database = login.Home,
        Sql =
        [
            $"GRANT SELECT ON pg_catalog.pg_hba_file_rules TO {SqlText.Identifier(login.Name)}",
            $"GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {SqlText.Identifier(login.Name)}",
        ],
    };

    public static IEnumerable<Finding> Of(ImmutableArray<HostBasedRule> rules, Target target, ImmutableArray<string> premade, int major)
    {
        for (var at = 0; at < rules.Length; at++)
        {
            var rule = rules[at];
            var earlier = rules.Take(at).ToArray();
            if (rule.Method is "reject" || !rule.Users.Any(user => Fits(user, premade, major)) || !rule.Databases.Any(database => Fits(database, target))
                || earlier.Any(one => Takes(one, rule)))
            {
                continue;
            }

            if (OnMethod(rule, major) is { } finding)
            {
                yield return finding;
            }

            if (!IsHere(rule) && rule.Type is "host" or "hostnossl" && !earlier.Any(one => Takes(one, rule with { Type = "hostnossl" })))
            {
                yield return new(
                    "hba.plaintext", Severity.Warning, $"{Place(rule)} lets accounts in without TLS.", "Whoever is on the way reads what is asked and answered.")
                {
                    Settings = Instead(rule, major, major < 16 ? rule with { Type = "hostssl" } : rule with { Type = "hostnossl", Method = "reject" }),
                };
            }
        }
    }

    private static Finding? OnMethod(HostBasedRule rule, int major)
    {
        var settings = Instead(rule, major, rule with { Method = Password });
        return rule.Method switch
        {
            Password => null,
            "trust" => new(
                "hba.method", IsHere(rule) ? Severity.Warning : Severity.Problem,
                $"{Place(rule)} asks accounts for no password (trust).",
                "VALID UNTIL does not count there: an account is anybody's "
                    + (IsHere(rule) ? "who is on the server's machine" : "who knows its name") + ", and while JitBot is down also after its end, unless the login trigger is there.")
            {
                Settings = settings,
            },
            "md5" => new(
                "hba.md5", Severity.Note,
                $"{Place(rule)} says md5.",
                "VALID UNTIL counts and JitBot's accounts use SCRAM all the same; the word is going to be removed from PostgreSQL.")
            {
                Settings = settings,
            },
            "password" => new(
                "hba.cleartext-password", Severity.Warning,
                $"{Place(rule)} has accounts send their password as it is.",
                "Whoever is on the way, or has the server's place, learns it.")
            {
                Settings = settings,
            },
            _ => new(
                "hba.method", IsHere(rule) ? Severity.Note : Severity.Warning, $"{Place(rule)} goes by {rule.Method} for accounts, too.",
                "VALID UNTIL and JitBot's password do not count there: whoever that method takes for the account gets in until JitBot closes it, or the login trigger refuses it.")
            {
                Settings = settings,
            },
        };
    }

    // From 16 on a line of the accounts' own can be put before it; before, names cannot be told by their beginning, and the line itself is changed.
    private static ImmutableArray<string> Instead(HostBasedRule rule, int major, HostBasedRule better) =>
    [
        major < 16
            ? $"{Place(rule)}, in its place: {Written(better, string.Join(',', rule.Users))}"
            : $"{Place(rule)}, on a line before it: {Written(better, AllAccounts)}",
        "then: SELECT pg_reload_conf()",
    ];

    private static string Written(HostBasedRule rule, string users) =>
        string.Join("  ", new[] { rule.Type, string.Join(',', rule.Databases), users, rule.Address, rule.Netmask, rule.Method }.Where(part => part.Length > 0));

    private static string Place(HostBasedRule rule) => $"{rule.File} line {rule.Line.ToString(CultureInfo.InvariantCulture)}";

    private static bool IsHere(HostBasedRule rule) => rule.Type == "local" || rule.Address is "samehost" or "localhost"
        || (IPAddress.TryParse(rule.Address, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether accounts may be meant. What cannot be told is taken to mean them.</summary>
    private static bool Fits(string user, ImmutableArray<string> premade, int major) => user switch
    {
        "all" => true,
        ['+', .. var role] => role.StartsWith("jit_", StringComparison.Ordinal) || premade.Contains(role, StringComparer.Ordinal),
        ['/', .. var pattern] when major >= 16 => MayMatch(pattern),
        _ => user.StartsWith("jit_", StringComparison.Ordinal),
    };

    private static bool Fits(string database, Target target) =>
        database is "all" or "sameuser" or "samerole" or "samegroup" || database.StartsWith('/') || target.Databases.Contains(database, StringComparer.Ordinal);

    /// <summary>No, only if the pattern is tied to the beginning and begins with other letters than account names do.</summary>
    private static bool MayMatch(string pattern)
    {
        if (!pattern.StartsWith('^') || pattern.Contains('|', StringComparison.Ordinal))
        {
            return true;
        }

        var plain = string.Concat(pattern.Skip(1).TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character == '_'));
        var rest = pattern[(plain.Length + 1)..];
        var sure = rest is ['*' or '?' or '{', ..] ? plain[..^Math.Min(1, plain.Length)] : plain;
        return sure.StartsWith("jit_", StringComparison.Ordinal) || "jit_".StartsWith(sure, StringComparison.Ordinal);
    }

    /// <summary>Whether an earlier line decides about every account that would come to the later one.</summary>
    private static bool Takes(HostBasedRule earlier, HostBasedRule later) =>
        (earlier.Type == later.Type || (earlier.Type == "host" && later.Type != "local"))
        && earlier.Users.Any(user => user is "all" or AllAccounts)
        && (earlier.Databases.Contains("all", StringComparer.Ordinal) || later.Databases.All(database => earlier.Databases.Contains(database, StringComparer.Ordinal)))
        && (earlier.Address == "all" || (earlier.Address == later.Address && earlier.Netmask == later.Netmask));
}
