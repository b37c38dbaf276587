namespace JitBot.Core.Statements;

/// <summary>How much one run may take, by where its result goes.</summary>
public sealed record StatementCaps
{
    /// <summary>What is looked at in the chat.</summary>
    public StatementLimits Shown { get; init; } = new(TimeSpan.FromSeconds(30), Rows: 1_000, Bytes: 1024 * 1024);

    /// <summary>What is taken out as a file.</summary>
    public StatementLimits Exported { get; init; } = new(TimeSpan.FromMinutes(5), Rows: 1_000_000, Bytes: 100 * 1024 * 1024);

    public StatementLimits Of(bool export) => export ? Exported : Shown;
}
