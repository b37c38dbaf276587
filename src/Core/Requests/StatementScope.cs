using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>Finds the databases of a draft's statement, and in each the tables that it names. Pure.</summary>
internal static class StatementScope
{
    /// <param name="database">The first of them.</param>
    /// <returns>Null if there are problems with it, which are added.</returns>
    public static AccessScope? Of(
        RequestDraft draft, StatementReading statement, string database, Target target, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems)
    {
        var before = problems.Count;
        var also = Also(draft, database, target, problems);
        if (string.IsNullOrWhiteSpace(draft.Statement))
        {
            problems.Add(new DraftProblem.Missing(DraftField.Statement));
        }
        else if (also.Prepend(database).Select(there => ProblemIn(there, statement, several: !also.IsEmpty)).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > before)
        {
            return null;
        }

        var scope = new AccessScope
        {
            Target = target.Id,
            Level = AccessProfile.Statement.Name,
            Database = database,
            Tables = TablesIn(database, draft, statement, catalog),
            Also = [.. also.Select(there => new DatabaseTables(there, TablesIn(there, draft, statement, catalog)))],
            Unmask = RequestFacts.Unmasks(draft.Unmask, AccessProfile.Statement, target),
        };
        if (scope.InEachDatabase().Any(there => there.Tables.Length > DraftAnalyst.MostNames))
        {
            problems.Add(new DraftProblem.TooMany(DraftField.Statement, DraftAnalyst.MostNames));
            return null;
        }

        return scope with { IsEmpty = scope.Tables.IsEmpty };
    }

    private static ImmutableArray<string> Also(RequestDraft draft, string database, Target target, ImmutableArray<DraftProblem>.Builder problems)
    {
        ImmutableArray<string> also =
        [
            .. draft.AlsoIn.Select(name => name.Trim()).Where(name => name.Length > 0 && name != database).Distinct(StringComparer.Ordinal).Take(DraftAnalyst.MostAlsoIn + 1),
        ];
        if (also.Length > DraftAnalyst.MostAlsoIn)
        {
            problems.Add(new DraftProblem.TooMany(DraftField.Database, DraftAnalyst.MostAlsoIn));
        }
        else if (also.FirstOrDefault(name => !target.Databases.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            problems.Add(DraftAnalyst.Unknown(DraftField.Database, unknown, target.Databases));
        }

        return also;
    }

    private static DraftProblem? ProblemIn(string database, StatementReading statement, bool several)
    {
        var place = several ? $"{database}: " : "";
        return statement.Verdict is StatementVerdict.Refused refused ? new DraftProblem.NotReading(refused) : statement.Plans.GetValueOrDefault(database) switch
        {
            PlanResult.Failed failed => new DraftProblem.WouldNotRun(failed.SqlState, place + failed.Message, failed.At),
            PlanResult.Refused unplanned => new DraftProblem.NotPlanned(place + unplanned.Why),
            PlanResult.Unreachable down => new DraftProblem.NotPlanned(place + down.Why),
            _ => null,
        };
    }

    /// <summary>The tables that a statement names, and those that a named view reads as its reader: by its words before it was planned, and of these those it reads afterwards.</summary>
    private static ImmutableArray<TableName> TablesIn(string database, RequestDraft draft, StatementReading statement, TargetCatalog catalog)
    {
        var names = ((StatementVerdict.Allowed)statement.Verdict).Names;
        var plan = statement.Plans.GetValueOrDefault(database);
        var read = (plan as PlanResult.Planned)?.Plan?.Tables.Select(table => table.Name).ToHashSet();
        return
        [
            .. catalog.Named(database, names)
                .Where(table => (draft.Unmask || table.OnlyUnmasked is null) && (plan is null || read?.Contains(table.Name) == true))
                .Select(table => table.Name)
                .OrderBy(table => table.ToString(), StringComparer.Ordinal),
        ];
    }
}
