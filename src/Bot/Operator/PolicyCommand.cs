using System.CommandLine;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot policy …</c>: a policy seen and proved before it goes live.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "See and prove what a policy does before it goes live. Needs no secrets, no store, no chat and no target, so it runs in CI.")
    {
        PolicyCheckCommand.Create(),
        PolicyExplainCommand.Create(),
        PolicyTestCommand.Create(),
        PolicyDiffCommand.Create(),
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON object instead of text." };

    public static Option<string?> PolicyOption() => new("--policy") { Description = "The policy's file, if not the configured PolicyFile.", HelpName = "FILE" };
}
