using System.Collections.Immutable;

namespace JitBot.Core.Statements;

/// <summary>What is known of a statement in a draft: what its text says, and what it would touch once the server was asked.</summary>
/// <param name="Plans">By database; empty until it was.</param>
public sealed record StatementReading(StatementVerdict Verdict, ImmutableDictionary<string, PlanResult> Plans);
