using System.Collections.Immutable;
using JitBot.Core.Grants;

namespace JitBot.Core.Targets;

/// <summary>Where people connect to, which is not always where the bot does.</summary>
/// <param name="Tls">The client's TLS mode in the engine's own word (PostgreSQL: <c>sslmode</c>, such as <c>verify-full</c>).</param>
public sealed record AdvertisedAddress(string Host, int Port, string Tls);

/// <summary>A database server that access is given to.</summary>
public sealed record Target
{
    /// <summary>What people type, such as <c>hr-prod</c>: lower-case letters, digits, hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The engine's name, which picks the connector: <c>postgresql</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The bot's own connection string, with its password.</summary>
    public required Secret Connection { get; init; }

    public required AdvertisedAddress Advertised { get; init; }

    /// <summary>What policy rules call the place it stands in, such as <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>What the operator says of it beyond that, for policy rules: <c>team: payroll</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The databases that may be asked for. The first is taken when none is named.</summary>
    public required ImmutableArray<string> Databases { get; init; }

    /// <summary>Groups whose members may revoke grants here and are told when something is amiss.</summary>
    public required ImmutableArray<string> Owners { get; init; }

    /// <summary>Where decisions are asked for, by platform (<c>teams</c>): the platform's own id of the channel.</summary>
    public required ImmutableDictionary<string, string> Channels { get; init; }

    /// <summary>Whether the thread in the channel is told, too, when access is about to end.</summary>
    public bool RemindInChannel { get; init; }

    public ImmutableArray<AccessProfile> Profiles { get; init; } = AccessProfile.BuiltIn;

    /// <summary>Which columns are shown altered or not at all, unless their unmasking was approved.</summary>
    public Masking Masking { get; init; } = new();

    /// <summary>
    /// Rights beyond the scope that the operator knows of and accepts, as the connector words them (<c>CONNECT postgres</c>,
    /// <c>SELECT hr.public.holiday</c>); a <c>*</c> stands for any run of characters.
    /// </summary>
    public ImmutableArray<string> AcceptedRights { get; init; } = [];

    /// <returns>One that it offers, or that of statements; null if there is none of that name.</returns>
    public AccessProfile? Profile(string name) =>
        Profiles.Prepend(AccessProfile.Statement).FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase));
}
