using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace JitBot.Core.Policy;

/// <summary>One of the approvals a rule asks for, in their order.</summary>
/// <param name="Groups">Whose members decide.</param>
/// <param name="People">How many different people must approve; of each group, if <paramref name="FromEach"/>.</param>
/// <param name="FromEach">Whether every group has to be heard, not just any of them.</param>
/// <param name="Quiet">Asked without being pinged: the card stands in the channel, and nobody is mentioned or written to.</param>
/// <param name="EscalateAfter">How long the step may wait before the next of <paramref name="EscalateTo"/> may decide, too; null for never.</param>
/// <param name="EscalateTo">The groups that join in, one after the other.</param>
/// <param name="Sources">Whose word for one of these people counts, beside that which they give in a chat: <see cref="Api"/>, or a source of webhooks by its name.</param>
public sealed record ApprovalStep(
    ImmutableArray<string> Groups,
    int People = 1,
    bool FromEach = false,
    bool Quiet = false,
    TimeSpan? EscalateAfter = null,
    ImmutableArray<string> EscalateTo = default,
    ImmutableArray<string> Sources = default)
{
    /// <summary>The policy's word for the owners of whatever target is asked for.</summary>
    public const string TargetOwners = "target-owners";

    /// <summary>The word of whoever holds an API token.</summary>
    public const string Api = "api";

    /// <summary>The groups that join in, one after the other, each <see cref="EscalateAfter"/> later.</summary>
    public ImmutableArray<string> EscalateTo { get; init; } = EscalateTo.IsDefault ? [] : EscalateTo;

    public ImmutableArray<string> Sources { get; init; } = Sources.IsDefault ? [] : Sources;

    /// <summary>How many approvals it takes in all.</summary>
    [JsonIgnore]
    public int Needed => FromEach ? People * Groups.Length : People;

    // Arrays are compared by what is in them: a step read back from the store is the step it was.
    public bool Equals(ApprovalStep? other) =>
        other is not null && People == other.People && FromEach == other.FromEach && Quiet == other.Quiet && EscalateAfter == other.EscalateAfter
        && Groups.SequenceEqual(other.Groups, StringComparer.Ordinal) && EscalateTo.SequenceEqual(other.EscalateTo, StringComparer.Ordinal)
        && Sources.SequenceEqual(other.Sources, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(People, FromEach, Quiet, EscalateAfter, Groups.Length, EscalateTo.Length);
}
