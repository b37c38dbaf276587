using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Bot.Configuration;

/// <summary>The databases that access is given to.</summary>
internal static class TargetSettings
{
    private static readonly FrozenSet<string> Engines = ["postgresql"];
    private static readonly FrozenSet<string> Levels = ["read", "write", "ddl"];
    private static readonly FrozenSet<string> Platforms = ["slack", "teams"];
    private static readonly FrozenSet<string> SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <param name="connects">Whether anything connects to them: if not, how is not read.</param>
    public static ImmutableArray<Target> Read(Settings settings, FrozenDictionary<string, Group> groups, bool connects)
    {
        var targets = settings.Sections("Targets").Select(entry => ReadTarget(entry.Name, entry.Section, groups, connects)).ToImmutableArray();
        if (targets.IsEmpty)
        {
            settings.Problem("Targets", "has no entry", "\"Targets\": { \"hr-prod\": { … } }");
        }

        if (connects)
        {
            CheckMaskedTogether(settings, targets);
        }

        return targets;
    }

    /// <summary>Masked views stand in the database, so two targets that give the same one would make them in turn, each by its own rules.</summary>
    private static void CheckMaskedTogether(Settings settings, ImmutableArray<Target> targets)
    {
        foreach (var (target, place) in targets.Select((target, place) => (target, place)))
        {
            if (targets.Take(place).FirstOrDefault(other => IsBeside(target, other) && !target.Masking.IsSameAs(other.Masking)) is { } beside)
            {
                settings.Problem($"Targets:{target.Id}:Masking", $"differs from that of {beside.Id}, which gives the same database of the same server", "the same Masking in both");
            }
        }
    }

    private static bool IsBeside(Target target, Target other)
    {
        var (one, another) = (new NpgsqlConnectionStringBuilder(target.Connection.Reveal()), new NpgsqlConnectionStringBuilder(other.Connection.Reveal()));
        return string.Equals(one.Host, another.Host, StringComparison.OrdinalIgnoreCase) && one.Port == another.Port
            && target.Databases.Intersect(other.Databases, StringComparer.Ordinal).Any();
    }

    /// <summary>Notes each group that is named but not defined.</summary>
    public static ImmutableArray<string> ReadGroupNames(Settings settings, string key, FrozenDictionary<string, Group> groups)
    {
        var example = $"\"{groups.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "dba"}\"";
        var names = settings.Names(key, example, required: true);
        foreach (var unknown in names.Where(name => !groups.ContainsKey(name)))
        {
            settings.Problem(key, $"names the group '{unknown}', which is not under JitBot:Groups", $"\"{key}\": [{example}]");
        }

        return names;
    }

    private static Target ReadTarget(string id, Settings settings, FrozenDictionary<string, Group> groups, bool connects)
    {
        if (id.Length > 40 || id.StartsWith('-') || !id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            settings.Problem("", "is not a target's id: lower-case letters, digits and hyphens, at most 40", "\"hr-prod\": { … }");
        }

        return new()
        {
            Id = id,
            Engine = OneOf(settings, "Engine", "postgresql", Engines),
            Connection = connects ? ConnectionSettings.Read(settings, "Host=db.internal;Port=5432;Username=jitbot;SSL Mode=VerifyFull") : ConnectionSettings.Unread(settings),
            Advertised = ReadAddress(settings.Section("Advertised")),
            Environment = settings.Text("Environment", "\"Environment\": \"production\""),
            Databases = settings.Names("Databases", "\"hr\"", required: true),
            Owners = ReadGroupNames(settings, "Owners", groups),
            Channels = ReadChannels(settings),
            Labels = settings.Sections("Labels").ToImmutableDictionary(
                entry => entry.Name, entry => settings.Text($"Labels:{entry.Name}", "\"Labels\": { \"team\": \"payroll\" }"), StringComparer.Ordinal),
            RemindInChannel = settings.Flag("RemindInChannel"),
            // The least comes first: it is what a form begins with.
            Profiles = settings.Has("Profiles")
                ? [.. settings.Sections("Profiles").Select(entry => ReadProfile(entry.Name, entry.Section)).OrderBy(profile => profile.Level).ThenBy(profile => profile.Name, StringComparer.Ordinal)]
                : AccessProfile.BuiltIn,
            Masking = MaskingSettings.Read(settings.Section("Masking")),
            AcceptedRights = settings.Names("AcceptedRights", "\"CONNECT postgres\"", required: false),
        };
    }

    private static AdvertisedAddress ReadAddress(Settings settings) => new(
        settings.Text("Host", "\"Host\": \"hr-db.example.com\""),
        settings.Number("Port", 5432, 1, 65535),
        OneOf(settings, "Tls", "verify-full", SslModes));

    public static ImmutableDictionary<string, string> ReadChannels(Settings settings)
    {
        const string Example = "\"Channels\": { \"slack\": \"C0123456789\" }";
        var channels = settings.Sections("Channels")
            .ToImmutableDictionary(entry => entry.Name, entry => settings.Text($"Channels:{entry.Name}", Example), StringComparer.Ordinal);
        if (channels.IsEmpty)
        {
            settings.Problem("Channels", "has no entry, so nobody would be asked", Example);
        }

        foreach (var unknown in channels.Keys.Where(platform => !Platforms.Contains(platform)))
        {
            settings.Problem($"Channels:{unknown}", $"is not a chat platform ({string.Join(", ", Platforms)})", Example);
        }

        return channels;
    }

    private static AccessProfile ReadProfile(string name, Settings settings)
    {
        if (string.Equals(name, AccessProfile.Statement.Name, StringComparison.OrdinalIgnoreCase))
        {
            settings.Problem("", "is what approved statements run with: call the profile otherwise", "\"report\": { \"Level\": \"read\" }");
        }

        var level = OneOf(settings, "Level", Levels.Contains(name.ToLowerInvariant()) ? name.ToLowerInvariant() : "read", Levels);
        var profile = new AccessProfile
        {
            Name = name,
            Level = level switch
            {
                "write" => AccessLevel.Write,
                "ddl" => AccessLevel.Ddl,
                _ => AccessLevel.Read,
            },
            ConnectionLimit = settings.Number("ConnectionLimit", 10, 1, 1000),
            StatementTimeout = settings.OptionalDuration("StatementTimeout", TimeSpan.FromDays(1)),
            Privileges = ReadPrivileges(settings, level),
            MemberOf = settings.Names("MemberOf", "\"hr_readers\"", required: false),
            ForOwnLogin = settings.Flag("ForOwnLogin"),
            CutSessions = settings.Flag("CutSessions"),
        };
        if (profile is { Level: AccessLevel.Ddl, MemberOf.Length: not 1 })
        {
            settings.Problem("MemberOf", "has to name the one role whose logins become it: the owner of what is to be altered", "\"MemberOf\": [\"hr_owner\"]");
        }
        else if (profile is { IsPremade: true, Privileges.IsEmpty: false })
        {
            settings.Problem("Privileges", "stands beside MemberOf, whose roles alone decide", "remove one of them");
        }

        OwnLoginSettings.CheckLevel(settings, profile);

        return profile;
    }

    private static ImmutableArray<string> ReadPrivileges(Settings settings, string level)
    {
        var known = level == "read" ? ["SELECT"] : AccessProfile.AllPrivileges;
        var named = settings.Names("Privileges", "\"SELECT\"", required: false).Select(name => name.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in named.Except(known, StringComparer.Ordinal))
        {
            settings.Problem("Privileges", $"has '{unknown}', which level {level} does not give ({string.Join(", ", known)})", "\"Privileges\": [\"SELECT\", \"INSERT\"]");
        }

        return [.. known.Where(named.Contains)];
    }

    private static string OneOf(Settings settings, string key, string standard, FrozenSet<string> known)
    {
        var text = settings.OptionalText(key) ?? standard;
        if (!known.Contains(text))
        {
            settings.Problem(key, $"is '{text}', not one of {string.Join(", ", known.Order(StringComparer.Ordinal))}", $"\"{key}\": \"{standard}\"");
        }

        return text;
    }
}
