using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Configuration;

namespace JitBot.Bot.Bytebase;

/// <summary>Reads <see cref="BytebaseOptions"/>, noting every problem.</summary>
internal static class BytebaseSettings
{
    private const string UsualRole = "roles/projectOwner";

    private static readonly FrozenDictionary<string, IssueKind> Kinds =
        new Dictionary<string, IssueKind>(StringComparer.OrdinalIgnoreCase) { ["access"] = IssueKind.AccessGrant, ["role"] = IssueKind.RoleGrant }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="settings">The section <c>Bytebase</c>.</param>
    public static BytebaseOptions Read(Settings settings, Organisation organisation)
    {
        var usual = new { PollEvery = TimeSpan.FromSeconds(15), RemindBefore = TimeSpan.FromMinutes(10) };
        var projects = settings.Sections("Projects").Select(entry => ReadProject(entry.Name, entry.Section, organisation)).ToImmutableArray();
        if (projects.IsEmpty)
        {
            settings.Problem("Projects", "has no entry, so nothing would be shown", "\"Projects\": { \"payments\": { \"Channels\": { \"slack\": \"C0123456789\" }, \"Approvers\": [ \"dba\" ] } }");
        }

        return new()
        {
            Url = ReadUrl(settings),
            ServiceAccount = ReadAccount(settings),
            ServiceKey = new(settings.Text("ServiceKey", "the file JitBot__Bytebase__ServiceKey in the secrets folder, or an environment variable of that name")),
            Projects = projects,
            PollEvery = ReadPause(settings, usual.PollEvery),
            RemindBefore = settings.OptionalDuration("RemindBefore", TimeSpan.FromDays(7)) ?? usual.RemindBefore,
        };
    }

    private static BytebaseProject ReadProject(string name, Settings settings, Organisation organisation)
    {
        if (!IssueName.IsProject(name))
        {
            settings.Problem("", "is not a project's id as Bytebase's address has it: lower-case letters, digits and hyphens, at most 63", "\"payments\": { … }");
        }

        var approvers = settings.Names("Approvers", "\"dba\"", required: true);
        foreach (var unknown in approvers.Where(group => !organisation.Groups.ContainsKey(group)))
        {
            settings.Problem("Approvers", $"names '{unknown}', which is not under JitBot:Groups", $"\"Approvers\": [\"{organisation.Groups.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "dba"}\"]");
        }

        var kinds = settings.Names("Types", "\"access\", \"role\"", required: false);
        foreach (var unknown in kinds.Where(kind => !Kinds.ContainsKey(kind)))
        {
            settings.Problem("Types", $"has '{unknown}'; a request is for access (one statement) or a role", "\"Types\": [\"access\", \"role\"]");
        }

        var roles = settings.Names("Roles", $"\"{UsualRole}\"", required: false);
        foreach (var wrong in roles.Where(role => !role.StartsWith("roles/", StringComparison.Ordinal)))
        {
            settings.Problem("Roles", $"has '{wrong}'; a role of Bytebase's begins with roles/", $"\"Roles\": [\"{UsualRole}\"]");
        }

        return new(
            name, TargetSettings.ReadChannels(settings), approvers,
            kinds.IsEmpty ? [IssueKind.AccessGrant, IssueKind.RoleGrant] : [.. kinds.Where(Kinds.ContainsKey).Select(kind => Kinds[kind]).Distinct()],
            roles.IsEmpty ? [UsualRole] : roles);
    }

    private static Uri ReadUrl(Settings settings)
    {
        const string Example = "\"Url\": \"https://bytebase.example.com\"";
        var text = settings.Text("Url", Example);
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address is { Query: "", Fragment: "", UserInfo: "" }
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        if (text.Length > 0)
        {
            settings.Problem("Url", $"is '{text}', neither an https address nor one of this machine", Example);
        }

        return new("https://bytebase.invalid/");
    }

    private static string ReadAccount(Settings settings)
    {
        const string Example = "\"ServiceAccount\": \"jitbot@service.bytebase.com\"";
        var account = settings.Text("ServiceAccount", Example);
        if (account.Length > 0 && account.Split('@') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            settings.Problem("ServiceAccount", $"is '{account}', not an e-mail address", Example);
        }

        return account;
    }

    private static TimeSpan ReadPause(Settings settings, TimeSpan usual)
    {
        var least = TimeSpan.FromSeconds(5);
        if (settings.OptionalDuration("PollEvery", TimeSpan.FromHours(1)) is not { } pause)
        {
            return usual;
        }

        if (pause < least)
        {
            settings.Problem("PollEvery", "is shorter than five seconds", "\"PollEvery\": \"00:00:15\"");
        }

        return pause;
    }
}
