using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Holds conditions against one request, rule after rule.</summary>
internal sealed class Judge(RequestFacts facts)
{
    private ImmutableArray<Variables> _ofEachTable;

    /// <summary>What the names stand for, whichever table.</summary>
    public Variables Variables { get; } = PolicyVocabulary.Of(facts);

    /// <summary>
    /// Whether a rule applies: yes, no, or an error. A condition on a table holds if any of the tables makes it true; under an automatic rule every one
    /// must, so that nothing rides along with a harmless table.
    /// </summary>
    public CelValue Holds(PolicyRule rule)
    {
        if (rule.When is not { } when)
        {
            return CelValue.Of(true);
        }

        if (!rule.IsOfOneTable || facts.Tables.IsEmpty)
        {
            return when.Evaluate(Variables);
        }

        CelValue? failure = null;
        foreach (var table in OfEachTable())
        {
            var judged = when.Evaluate(table);
            failure ??= judged as CelValue.Error;
            if (judged is CelValue.Bool { Value: var holds } && holds != rule.IsAutomatic)
            {
                return judged;
            }
        }

        return failure ?? CelValue.Of(rule.IsAutomatic);
    }

    /// <summary>What the names stand for with the table that shows why a rule applied, or why it did not.</summary>
    public Variables Telling(PolicyRule rule, bool applied) => !rule.IsOfOneTable || facts.Tables.IsEmpty
        ? Variables
        : OfEachTable().FirstOrDefault(table => rule.When!.Evaluate(table) is CelValue.Bool { Value: var holds } && holds == applied, OfEachTable()[0]);

    /// <summary>Made once for all rules, and only if one asks.</summary>
    private ImmutableArray<Variables> OfEachTable() => _ofEachTable.IsDefault ? _ofEachTable = PolicyVocabulary.OfEachTable(facts, Variables) : _ofEachTable;
}
