using System.Collections.Immutable;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>Some rows of a result, as they are shown: each value in one line and shortened.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="Database">Which one these rows are of, where the statement ran in several; null where it ran in one.</param>
/// <param name="FirstRow">Which row of its database comes first on this page, from 1.</param>
/// <param name="ColumnsLeftOut">How many more columns there were than are shown.</param>
/// <param name="Rows">As many values as there are columns; null for NULL, which is not the empty string.</param>
internal sealed record ResultPage(
    int Number, int Pages, string? Database, ImmutableArray<ResultColumn> Columns, int ColumnsLeftOut, long FirstRow, ImmutableArray<ImmutableArray<string?>> Rows)
{
    /// <summary>In one line: how many rows in all, in what time, whether there were more.</summary>
    public required string Sums { get; init; }
}
