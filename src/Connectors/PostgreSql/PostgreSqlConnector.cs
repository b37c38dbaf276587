using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Accounts;
using JitBot.Connectors.PostgreSql.Altering;
using JitBot.Connectors.PostgreSql.Doctor;
using JitBot.Connectors.PostgreSql.Ending;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Connectors.PostgreSql.Sweep;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>PostgreSQL 15 to 18. JitBot's login is not a superuser; <c>docs/postgres-setup.sql</c> makes it.</summary>
public sealed class PostgreSqlConnector : ITargetConnector, IAsyncDisposable
{
    private const int LongestName = 63;

    private readonly ServerConnections _connections = new();
    private readonly MakeRoom _room;
    private readonly ReadCatalog _catalog;
    private readonly IssueAccount _issue;
    private readonly OpenAccount _open;
    private readonly EndAccounts _end;
    private readonly CompareOwned _compare;
    private readonly StatementGate _statements;
    private readonly PlanStatement _plan;
    private readonly CutOverdue _overdue;
    private readonly TidyScopes _tidy;
    private readonly KeepMasks _masks;
    private readonly InspectTarget _inspect;
    private readonly ExamineTarget _examine;

    public PostgreSqlConnector(Installation installation, IKeyedStore store, StoreLock storeLock, TimeProvider time)
    {
        var removal = new RemoveRole(_connections);
        var views = new MaskedViews(installation);
        _room = new(_connections);
        _catalog = new(_connections);
        _end = new(_connections, removal, _room, installation);
        _compare = new(_connections, store, time);
        _statements = new(_connections, time);
        _issue = new(_connections, new(_connections, installation, views, storeLock, time), new(_connections, time), _compare, _statements, _end, installation, time);
        _open = new(_connections, installation, time);
        _plan = new(_statements, _issue, _open, _end);
        _overdue = new(_connections, _room, installation);
        _tidy = new(_connections, removal, installation, storeLock, store, time);
        _masks = new(_connections, installation, views, storeLock);
        _inspect = new(_connections, installation);
        _examine = new(_connections, time);
    }

    public string Engine => "postgresql";

    public string NameAccount(PersonId person, RequestId request) => AccountNames.For(person, request, LongestName);

    public async Task<CatalogResult> ReadCatalogAsync(Target target, CancellationToken ct)
    {
        try
        {
            return new CatalogResult.Read(await _catalog.ReadAsync(target, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new CatalogResult.Unreachable(why);
        }
    }

    public async Task<IssueResult> IssueAsync(Target target, AccountOrder order, CancellationToken ct)
    {
        try
        {
            return await _issue.IssueAsync(target, order, ct);
        }
        catch (Exception problem) when (ServerFailure.ForGood(problem, target, order.Scope.Database) is { } why)
        {
            return new IssueResult.Refused(why);
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return ServerFailure.IsDown(problem) ? new IssueResult.Unreachable(why) : new IssueResult.NotNow(why);
        }
    }

    public async Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct)
    {
        try
        {
            return await _open.OpenAsync(target, account, password, ct);
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new OpenResult.Unreachable(why);
        }
    }

    public async Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct)
    {
        try
        {
            return await _open.MoveEndAsync(target, account, ct);
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new MoveResult.Unreachable(why);
        }
    }

    public Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct) =>
        _end.EndAsync(target, accounts, ct);

    public StatementVerdict Judge(string statement) => StatementCheck.Judge(statement);

    public async Task<PlanResult> PlanAsync(Target target, AccountOrder order, string statement, CancellationToken ct)
    {
        try
        {
            return await _plan.PlanAsync(target, order, statement, ct);
        }
        catch (Exception problem) when (ServerFailure.ForGood(problem, target, order.Scope.Database) is { } why)
        {
            return new PlanResult.Refused(why);
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new PlanResult.Unreachable(why);
        }
    }

    public async Task<RunResult> RunAsync(
        Target target, Account account, Secret password, string statement, StatementLimits limits, IResultSink sink, CancellationToken ct)
    {
        if (Judge(statement) is StatementVerdict.Refused refused)
        {
            return new RunResult.NotReading(refused);
        }

        try
        {
            if (await _statements.RefusalAsync(target, account.Database, ct) is { } shut)
            {
                return new RunResult.NotReading(new(shut, 0, statement.Length));
            }
        }
        catch (PostgresException gone) when (gone.Is(PostgresErrorCodes.InvalidCatalogName))
        {
            return new RunResult.Failed(gone.SqlState, gone.MessageText, null, TimeSpan.Zero);
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new RunResult.Unreachable(why);
        }

        return await RunAsAccount.RunAsync(target, account, password, statement, limits, sink, ct);
    }

    public async Task<CompareResult> CompareAsync(Target target, Account account, CancellationToken ct)
    {
        try
        {
            return new CompareResult.Compared(await _compare.CompareAsync(target, account, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new CompareResult.Unreachable(why);
        }
    }

    public async Task<CutResult> CutOverdueAsync(Target target, CancellationToken ct)
    {
        try
        {
            return new CutResult.Cut(await _overdue.CutAsync(target, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new CutResult.Unreachable(why);
        }
        catch (StoreDownException)
        {
            return new CutResult.Unreachable($"{target.Id}: the store has been down since the start, so JitBot does not know which accounts are its own.");
        }
    }

    public async Task<InspectResult> InspectAsync(Target target, CancellationToken ct)
    {
        try
        {
            return new InspectResult.Read(await _inspect.InspectAsync(target, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new InspectResult.Unreachable(why);
        }
    }

    public async Task<ExamineResult> ExamineAsync(Target target, ImmutableArray<string> ownLogins, CancellationToken ct)
    {
        try
        {
            return new ExamineResult.Examined(await _examine.ExamineAsync(target, ownLogins, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new ExamineResult.Unreachable(why);
        }
    }

    public async Task<EpochResult> RaiseEpochAsync(Target target, long epoch, CancellationToken ct)
    {
        try
        {
            await _inspect.RaiseEpochAsync(target, epoch, ct);
            return new EpochResult.Raised();
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new EpochResult.Unreachable(why);
        }
    }

    public async Task<TidyResult> TidyAsync(Target target, CancellationToken ct)
    {
        try
        {
            await _masks.KeepAsync(target, ct);
            return new TidyResult.Tidied(await _tidy.TidyAsync(target, ct));
        }
        catch (Exception problem) when (Why(target, problem) is { } why)
        {
            return new TidyResult.Unreachable(why);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        await _connections.DisposeAsync();
    }

    // What the server refuses for a reason of its own is retried too, for somebody may mend it; only the state is told, as a message may quote statements.
    private static string? Why(Target target, Exception problem) =>
        (ServerFailure.Unreachable(problem) ?? ServerFailure.Refused(problem)) is { } why ? $"{target.Id}: {why}." : null;
}
