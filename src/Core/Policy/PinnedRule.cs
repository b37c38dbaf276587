using System.Collections.Immutable;

namespace JitBot.Core.Policy;

/// <summary>The rule a request was submitted under, kept with it: a later policy does not change whom it waits for.</summary>
/// <param name="PolicyVersion">The hash of the policy it came from.</param>
/// <param name="Approvers">Groups, any of whose members may decide.</param>
/// <param name="ApprovalsNeeded">How many different people must approve; at least one.</param>
/// <param name="ExtendsWithoutApproval">Whether the holder may use up the longest duration without asking again.</param>
public sealed record PinnedRule(string Name, string PolicyVersion, ImmutableArray<string> Approvers, int ApprovalsNeeded, TimeSpan LongestDuration, bool ExtendsWithoutApproval = false);
