namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>A line of the matrix beside the kills.</summary>
internal sealed record FaultRow(string Broken, string MustHold)
{
    /// <summary>In the order of the document.</summary>
    public static IReadOnlyList<FaultRow> All { get; } = [];
}
