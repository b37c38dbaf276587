using System.Collections.Frozen;

namespace JitBot.Core.Statements;

/// <summary>Whether a statement may be asked for and run, judged by its text alone.</summary>
public abstract record StatementVerdict
{
    private StatementVerdict() { }

    /// <summary>One statement that reads. What it may read is for the server to say.</summary>
    /// <param name="Names">Every name in it, as the server would look for it: those of the tables it names are among them.</param>
    public sealed record Allowed(FrozenSet<string> Names) : StatementVerdict;

    /// <param name="Why">A sentence or two that say what was found and what to do.</param>
    /// <param name="Start">Where in the text it was found, in UTF-16 units from 0.</param>
    /// <param name="Length">How much of the text it is; at least 1, but for an empty text.</param>
    public sealed record Refused(string Why, int Start, int Length) : StatementVerdict;
}
