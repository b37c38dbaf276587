using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>What masking comes to in one database.</summary>
/// <param name="Tables">Every relation that can be asked for.</param>
/// <param name="Cascades">Foreign keys that change or remove rows of the table: its OID, and what they are in words.</param>
/// <param name="DefinerTriggers">Triggers whose functions run with their owner's rights, in words.</param>
/// <param name="FewValues">Columns of which the server's statistics know few different values.</param>
/// <param name="MatchedRules">Which of the target's rules match a column here, by their place.</param>
internal sealed record MaskFacts(
    ImmutableArray<(uint Oid, TableName Name, TableMask Mask)> Tables,
    ImmutableArray<(uint Table, string Words)> Cascades,
    ImmutableArray<string> DefinerTriggers,
    ImmutableArray<ColumnName> FewValues,
    ImmutableArray<int> MatchedRules);

/// <summary>Where masking does not do what its rules may have been meant to do.</summary>
internal static class MaskJudgement
{
    public static IEnumerable<Finding> Of(string database, MaskFacts facts, Target target)
    {
        var place = $"JitBot:Targets:{target.Id}:Masking";
        if (Kept(facts, isMistake: true) is { Length: > 0 } wrong)
        {
            yield return new("masking.misfit", Severity.Problem, $"{Listed.Number(wrong.Length)} relations of {database} cannot be masked as they are configured.", "They are given only unmasked.")
            {
                Database = database,
                Settings = [.. Listed.Lines(wrong), .. Listed.Rest(wrong.Length, "of these relations"), $"{place}: choose masks that fit the columns"],
            };
        }

        if (Kept(facts, isMistake: false) is { Length: > 0 } kept)
        {
            yield return new("masking.only-unmasked", Severity.Note, $"{Listed.Number(kept.Length)} relations of {database} are given only unmasked.", "Wide scopes leave them out, and by name they are refused.")
            {
                Database = database,
                Settings = [.. Listed.Lines(kept), .. Listed.Rest(kept.Length, "the form says why of each"), $"{place}: say something about each of their columns in rules that name them, to have them given masked"],
            };
        }

        var masked = facts.Tables.Where(table => table.Mask is TableMask.Masked).ToDictionary(table => table.Oid);
        if (facts.Cascades.Where(cascade => masked.ContainsKey(cascade.Table)).Select(cascade => cascade.Words).ToArray() is { Length: > 0 } cascades)
        {
            yield return Reached("masking.cascade", database, $"Foreign keys carry changes into masked tables of {database}.", "Who may write the table they refer to changes or removes masked rows.", cascades);
        }

        if (masked.Count > 0 && !facts.DefinerTriggers.IsEmpty)
        {
            yield return Reached("masking.definer-trigger", database, $"Triggers of {database} run functions with their owner's rights.", "They may read or change masked rows for whoever writes their tables.", facts.DefinerTriggers);
        }

        if (masked.Values.SelectMany(Hashed).Intersect(facts.FewValues).Select(column => column.ToString()).ToArray() is { Length: > 0 } guessed)
        {
            yield return new("masking.low-entropy", Severity.Warning, $"Hashed columns of {database} hold few different values.", "Which hash stands for which value can be told by counting.")
            {
                Database = database,
                Settings = [.. Listed.Lines(guessed), .. Listed.Rest(guessed.Length, "of these columns"), $"{place}: mask them with null, or with range"],
            };
        }
    }

    private static string[] Kept(MaskFacts facts, bool isMistake) =>
        [.. facts.Tables.Where(table => table.Mask is TableMask.OnlyUnmasked kept && kept.IsMistake == isMistake).Select(table => $"{table.Name} {((TableMask.OnlyUnmasked)table.Mask).Why}")];

    /// <summary>Rules that speak of nothing: a typing mistake leaves open what was meant to be masked.</summary>
    public static IEnumerable<Finding> Unmatched(IEnumerable<MaskFacts> databases, Target target)
    {
        var matched = databases.SelectMany(facts => facts.MatchedRules).ToHashSet();
        var idle = target.Masking.Rules.Where((_, at) => !matched.Contains(at)).Select(rule => $"{rule.Schema}.{rule.Table}.{rule.Column} ({rule.Mask.Words})").ToArray();
        if (idle.Length > 0)
        {
            yield return new("masking.unmatched", Severity.Warning, $"{Listed.Number(idle.Length)} masking rules match no column.", "What they were meant for is shown, or is not there any more.")
            {
                Settings = [.. Listed.Lines(idle), .. Listed.Rest(idle.Length, "of these rules"), $"JitBot:Targets:{target.Id}:Masking:Rules: names are matched with their case; remove what is not needed"],
            };
        }
    }

    private static IEnumerable<ColumnName> Hashed((uint Oid, TableName Name, TableMask Mask) table) =>
        ((TableMask.Masked)table.Mask).Columns.Where(column => column.Mask.Kind == MaskKind.Hash).Select(column => new ColumnName(table.Name.Schema, table.Name.Name, column.Column.Name));

    private static Finding Reached(string id, string database, string what, string meaning, IReadOnlyCollection<string> lines) => new(id, Severity.Warning, what, meaning)
    {
        Database = database,
        Settings = [.. Listed.Lines(lines), .. Listed.Rest(lines.Count, "of these"), "Know of it when you approve writing there, or change them"],
    };
}
