using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.Incidents;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>What a source speaks.</summary>
internal enum SourceKind
{
    /// <summary>JitBot's own words, signed by Standard Webhooks.</summary>
    Generic,

    /// <summary>Prometheus Alertmanager's webhook receiver, version 4 of its payload.</summary>
    Alertmanager,

    /// <summary>PagerDuty's v3 webhooks.</summary>
    PagerDuty,

    /// <summary>That somebody approved or rejected a ticket, signed by Standard Webhooks.</summary>
    Ticket,
}

/// <summary>What a source may do.</summary>
[Flags]
internal enum SourceRights
{
    None = 0,
    Requests = 1,
    Decisions = 2,
    Incidents = 4,
}

/// <summary>A tool that may send webhooks, from <c>JitBot:Webhooks:In</c>.</summary>
/// <param name="Name">As its address and policies call it.</param>
/// <param name="Secrets">Any of them will do, so that they can be changed.</param>
internal sealed record WebhookSource(string Name, SourceKind Kind, ImmutableArray<Secret> Secrets, SourceRights Allows)
{
    /// <summary>The platform that its requests come from, as <see cref="Core.Requests.Origin"/> has it.</summary>
    public const string Platform = "webhook";

    public static readonly TimeSpan UsuallyOpenFor = TimeSpan.FromDays(1);

    /// <summary>How long an incident counts as open that nothing more is heard of.</summary>
    public TimeSpan OpenFor { get; init; } = UsuallyOpenFor;

    /// <summary>What policies call its severities, by its own words in any case; one that is not there is called as it calls it.</summary>
    public ImmutableDictionary<string, string> Severities { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <param name="word">The source's own.</param>
    public string SeverityOf(string? word) => Severities.GetValueOrDefault(word?.Trim() ?? "") ?? Severity.Spelled(word);

    /// <summary>As the record and refusals call it.</summary>
    public string Door => $"{Platform} {Name}";
}
