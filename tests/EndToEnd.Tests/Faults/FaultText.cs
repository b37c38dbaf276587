namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>The words of <c>docs/fault-matrix.md</c> around what is measured.</summary>
internal static class FaultText
{
    public const string Introduction = """
        # Fault matrix

        """;

    public const string Killed = "";

    public const string NotShown = "";
}
