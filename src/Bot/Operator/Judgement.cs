using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;

namespace JitBot.Bot.Operator;

/// <summary>What a policy says to a situation.</summary>
internal sealed record Judgement(PolicyDocument Policy, RequestFacts Facts, PolicyVerdict Verdict)
{
    public static Judgement Of(PolicyDocument policy, RequestFacts facts) => new(policy, facts, PolicyEngine.Decide(policy, facts));

    public Ruling Ruling => new(
        Verdict.Rule.Name,
        Verdict.Denied is not null ? Ruling.Denied : Verdict.IsAutomatic ? Ruling.Automatic : Ruling.Asked,
        Verdict.Denied is null ? PolicyWords.Deciders(Verdict.Pinned.Steps) : "denied",
        Verdict.Denied is null ? Verdict.Pinned.LongestDuration : null);

    /// <summary>With every rule before the one that applies, however many there are.</summary>
    public PolicyExplanation Explanation => ExplainRule.Of(Verdict, Policy, Facts, inFull: true);
}

/// <summary>What a judgement comes to. Two policies differ in a situation if these do.</summary>
/// <param name="Verdict">One of <see cref="Verdicts"/>.</param>
/// <param name="Who">Who decides, in words.</param>
/// <param name="Longest">Null if it is refused.</param>
internal sealed record Ruling(string Rule, string Verdict, string Who, TimeSpan? Longest)
{
    public const string Denied = "denied";
    public const string Automatic = "automatic";
    public const string Asked = "asked";

    public static readonly string[] Verdicts = [Denied, Automatic, Asked];

    /// <summary>Such as <c>production writes: anyone in dba, up to 2 h</c>.</summary>
    public override string ToString() => $"{Rule}: {Who}{(Longest is { } longest ? $", up to {DurationText.Words(longest)}" : "")}";
}
