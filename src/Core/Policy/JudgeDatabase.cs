using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Holds conditions against what a request reaches in one database, table after table.</summary>
/// <param name="facts">With no other database.</param>
/// <param name="variables">What the names stand for there, whichever table.</param>
/// <param name="onTables">What may be spent on tables, for all databases.</param>
internal sealed class JudgeDatabase(RequestFacts facts, Variables variables, Steps onTables)
{
    private const int MostTellingTables = 1_000;

    private ImmutableArray<Variables> _ofEachTable;

    /// <summary>A condition on a table holds if any of the tables makes it true; under an automatic rule every one must, and there has to be one.</summary>
    public CelValue Holds(PolicyRule rule, Condition when)
    {
        if (!rule.IsOfOneTable)
        {
            return when.Evaluate(variables);
        }

        // What is settled without a table, most often by the environment or the level, need not be looked at for each.
        if (when.Evaluate(PolicyVocabulary.WithoutTable(facts, variables)) is CelValue.Bool { Value: false } settled && !rule.AsksForFields)
        {
            return settled;
        }

        return facts.Tables.IsEmpty
            ? rule.IsAutomatic ? new CelValue.Error("no table is reached that it could be told of") : when.Evaluate(variables)
            : OnEachTable(rule, when);
    }

    /// <summary>What the names stand for with the table that shows why a rule applied, or why it did not.</summary>
    public Variables Telling(PolicyRule rule, bool applied) => !rule.IsOfOneTable || facts.Tables.IsEmpty
        ? variables
        : OfEachTable().Take(MostTellingTables).FirstOrDefault(table => rule.When!.Evaluate(table, onTables) is CelValue.Bool { Value: var holds } && holds == applied, OfEachTable()[0]);

    private CelValue OnEachTable(PolicyRule rule, Condition when)
    {
        CelValue? failure = null;
        foreach (var table in OfEachTable())
        {
            var judged = when.Evaluate(table, onTables);
            if (onTables.AreUsedUp)
            {
                return new CelValue.Error($"with {facts.Tables.Length} tables there is more to look at than is looked at for one request");
            }

            failure ??= judged as CelValue.Error;
            if (judged is CelValue.Bool { Value: var holds } && holds != rule.IsAutomatic)
            {
                return judged;
            }
        }

        return failure ?? CelValue.Of(rule.IsAutomatic);
    }

    /// <summary>Made once for all rules, and only if one asks.</summary>
    private ImmutableArray<Variables> OfEachTable() => _ofEachTable.IsDefault ? _ofEachTable = PolicyVocabulary.OfEachTable(facts, variables) : _ofEachTable;
}
