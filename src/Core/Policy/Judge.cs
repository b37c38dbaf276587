using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Holds conditions against one request, rule after rule.</summary>
internal sealed class Judge
{
    // Rules times tables can be a lot, and whoever asks for a whole database chooses how many: half a second of it, for one request.
    private const long StepsOnTables = 5_000_000;

    private readonly ImmutableArray<JudgeDatabase> _databases;

    public Judge(RequestFacts facts)
    {
        var onTables = new Steps(StepsOnTables);
        Variables = PolicyVocabulary.Of(facts);
        _databases = [.. facts.InEachDatabase().Select(there => new JudgeDatabase(there, PolicyVocabulary.InDatabase(there, Variables), onTables))];
    }

    /// <summary>What the names stand for, whichever database and table.</summary>
    public Variables Variables { get; }

    /// <summary>
    /// Whether a rule applies: yes, no, or an error. A condition on a table or a database holds if any of them makes it true; under an automatic rule every
    /// one must, so that nothing rides along with a harmless one.
    /// </summary>
    public CelValue Holds(PolicyRule rule) => rule switch
    {
        { When: not { } } => CelValue.Of(true),
        { When: { } when, IsOfOneDatabase: false } => when.Evaluate(Variables),
        { When: { } when } => Together(_databases.Select(there => there.Holds(rule, when)), rule.IsAutomatic),
    };

    /// <summary>What the names stand for with the database and the table that show why a rule applied, or why it did not.</summary>
    public Variables Telling(PolicyRule rule, bool applied) => rule is not { When: { } when, IsOfOneDatabase: true }
        ? Variables
        : _databases.FirstOrDefault(there => there.Holds(rule, when) is CelValue.Bool { Value: var holds } && holds == applied, _databases[0]).Telling(rule, applied);

    /// <summary>What it comes to of each, as far as has to be looked.</summary>
    /// <param name="every">Whether all must hold, and not any.</param>
    private static CelValue Together(IEnumerable<CelValue> judgements, bool every)
    {
        CelValue? failure = null;
        foreach (var judged in judgements)
        {
            failure ??= judged as CelValue.Error;
            if (judged is CelValue.Bool { Value: var holds } && holds != every)
            {
                return judged;
            }
        }

        return failure ?? CelValue.Of(every);
    }
}
