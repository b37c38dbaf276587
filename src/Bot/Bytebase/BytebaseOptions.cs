using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core.Grants;

namespace JitBot.Bot.Bytebase;

/// <summary>Section <c>JitBot:Bytebase</c>.</summary>
internal sealed record BytebaseOptions
{
    /// <summary>Where Bytebase is, ending in a slash: https, or this machine.</summary>
    public required Uri Url { get; init; }

    /// <summary>The service account's e-mail address.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Its key, <c>bbs_…</c>.</summary>
    public required Secret ServiceKey { get; init; }

    public required ImmutableArray<BytebaseProject> Projects { get; init; }

    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long before its end the channel and the requester are reminded of access.</summary>
    public TimeSpan RemindBefore { get; init; } = TimeSpan.FromMinutes(10);

    public BytebaseProject? Of(IssueName issue) => Projects.FirstOrDefault(project => project.Name == issue.Project);
}

/// <param name="Name">As in <c>projects/payments</c>, without what stands before it.</param>
/// <param name="Channels">Where its requests are shown, by platform.</param>
/// <param name="Approvers">JitBot's groups, whose members decide.</param>
/// <param name="Kinds">Which of its requests are shown.</param>
/// <param name="Roles">Bytebase's approval roles that the service account holds there, as in <c>roles/projectOwner</c>.</param>
internal sealed record BytebaseProject(
    string Name, ImmutableDictionary<string, string> Channels, ImmutableArray<string> Approvers, ImmutableArray<IssueKind> Kinds, ImmutableArray<string> Roles);
