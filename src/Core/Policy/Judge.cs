using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Holds conditions against one request, rule after rule.</summary>
internal sealed class Judge(RequestFacts facts)
{
    // Rules times tables can be a lot, and whoever asks for a whole database chooses how many: half a second of it, for one request.
    private const long StepsOnTables = 5_000_000;
    private const int MostTellingTables = 1_000;

    private readonly Steps _onTables = new(StepsOnTables);
    private ImmutableArray<Variables> _ofEachTable;

    /// <summary>What the names stand for, whichever table.</summary>
    public Variables Variables { get; } = PolicyVocabulary.Of(facts);

    /// <summary>
    /// Whether a rule applies: yes, no, or an error. A condition on a table holds if any of the tables makes it true; under an automatic rule every one
    /// must, so that nothing rides along with a harmless table, and there has to be one.
    /// </summary>
    public CelValue Holds(PolicyRule rule)
    {
        if (rule.When is not { } when)
        {
            return CelValue.Of(true);
        }

        if (!rule.IsOfOneTable)
        {
            return when.Evaluate(Variables);
        }

        // What is settled without a table, most often by the environment or the level, need not be looked at for each.
        if (when.Evaluate(PolicyVocabulary.WithoutTable(facts, Variables)) is CelValue.Bool { Value: false } settled && !rule.AsksForFields)
        {
            return settled;
        }

        return facts.Tables.IsEmpty
            ? rule.IsAutomatic ? new CelValue.Error("no table is reached that it could be told of") : when.Evaluate(Variables)
            : OnEachTable(rule, when);
    }

    /// <summary>What the names stand for with the table that shows why a rule applied, or why it did not.</summary>
    public Variables Telling(PolicyRule rule, bool applied) => !rule.IsOfOneTable || facts.Tables.IsEmpty
        ? Variables
        : OfEachTable().Take(MostTellingTables).FirstOrDefault(table => rule.When!.Evaluate(table, _onTables) is CelValue.Bool { Value: var holds } && holds == applied, OfEachTable()[0]);

    private CelValue OnEachTable(PolicyRule rule, Condition when)
    {
        CelValue? failure = null;
        foreach (var table in OfEachTable())
        {
            var judged = when.Evaluate(table, _onTables);
            if (_onTables.AreUsedUp)
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
    private ImmutableArray<Variables> OfEachTable() => _ofEachTable.IsDefault ? _ofEachTable = PolicyVocabulary.OfEachTable(facts, Variables) : _ofEachTable;
}
