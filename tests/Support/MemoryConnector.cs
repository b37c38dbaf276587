using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Support;

/// <summary>A database server in memory, for what Core does around a target. It can be down, refuse, or keep an account it was told to remove.</summary>
public sealed class MemoryConnector : ITargetConnector
{
    public const string EngineName = "postgresql";

    private const string ServerId = "16384";

    /// <summary>The accounts there are: whether each can log in.</summary>
    public ConcurrentDictionary<string, bool> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>The marker of each account; an account without one is somebody else's.</summary>
    public ConcurrentDictionary<string, Account> Markers { get; } = new(StringComparer.Ordinal);

    /// <summary>Accounts from which somebody took the login that had access through them.</summary>
    public ConcurrentDictionary<string, bool> TakenByHand { get; } = new(StringComparer.Ordinal);

    /// <summary>Which server it is.</summary>
    public string Identity { get; set; } = "server-1";

    /// <summary>The number the sweep left.</summary>
    public long Epoch { get; set; }

    /// <summary>How often it was asked to cut whatever is past its end.</summary>
    public int LooksForOverdue { get; private set; }

    /// <summary>While true, being asked that is a fault.</summary>
    public bool FailsToCut { get; set; }

    /// <summary>While true, every epoch is lost on its way, as when the bot dies before it writes one.</summary>
    public bool LosesEpochs { get; set; }

    /// <summary>Runs after the accounts were read and before anybody hears of them.</summary>
    public Func<Task> AfterInspect { get; set; } = () => Task.CompletedTask;

    /// <summary>The password each account was last given.</summary>
    public ConcurrentDictionary<string, Secret> Passwords { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether accounts are found closed when their end is to be moved, as after the tick cut them.</summary>
    public bool HasClosedAll { get; set; }

    /// <summary>What there is to ask for.</summary>
    public TargetCatalog Catalog { get; set; } = new(
    [
        new("hr", new("public", "employee"), RelationKind.Table),
        new("hr", new("public", "title"), RelationKind.Table),
        new("hr", new("payroll", "salary"), RelationKind.Table),
        new("hr", new("archive", "employee"), RelationKind.Table),
    ]);

    /// <summary>Its databases hold accounts to addresses from here on.</summary>
    public void Bind(params string[] databases) => Catalog = Catalog with { Unbound = databases.ToImmutableDictionary(database => database, _ => (string?)null, StringComparer.Ordinal) };

    /// <summary>What is wrong or weak on it.</summary>
    public ImmutableArray<Finding> Findings { get; set; } = [];

    /// <summary>What any statement would touch, or why it would not run.</summary>
    public PlanResult Plan { get; set; } = new PlanResult.Planned(null);

    /// <summary>The same of single databases.</summary>
    public ConcurrentDictionary<string, PlanResult> PlanIn { get; } = new(StringComparer.Ordinal);

    /// <summary>What running a statement answers in a database instead of coming to its end, if anything.</summary>
    public Func<string, RunResult?> RunsOtherwise { get; set; } = _ => null;

    /// <summary>How many rows a statement gives before it ends as <see cref="RunsOtherwise"/> says; null if it does not even begin.</summary>
    public int? GivesBefore { get; set; }

    /// <summary>What each run could take, by the database it was in, in order.</summary>
    public List<(string Database, StatementLimits Limits)> Runs { get; } = [];

    /// <summary>The accounts that statements were planned with.</summary>
    public List<Account> Planned { get; } = [];

    /// <summary>The rows of any statement's one column.</summary>
    public ImmutableArray<string?> Rows { get; set; } = ["1"];

    /// <summary>What a statement waits for before it ends.</summary>
    public Func<CancellationToken, Task> WhileRunning { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the server waits for before it says what a statement would touch.</summary>
    public Func<Task> WhilePlanning { get; set; } = () => Task.CompletedTask;

    public bool IsDown { get; set; }

    /// <summary>Why issuing is refused, if it is.</summary>
    public string? Refuses { get; set; }

    /// <summary>What ending answers instead of removing, if anything.</summary>
    public Func<Account, EndResult?> EndsOtherwise { get; set; } = _ => null;

    /// <summary>Runs after an account was made and before anybody hears of it.</summary>
    public Func<Task> AfterIssue { get; set; } = () => Task.CompletedTask;

    public int Issues { get; private set; }

    public string Engine => EngineName;

    public string NameAccount(PersonId person, RequestId request) => $"jit_{person.Value}_{request}";

    public Task<CatalogResult> ReadCatalogAsync(Target target, CancellationToken ct) => 
        Task.FromResult<CatalogResult>(IsDown ? new CatalogResult.Unreachable("down") : new CatalogResult.Read(Catalog));

    public async Task<IssueResult> IssueAsync(Target target, AccountOrder order, CancellationToken ct)
    {
        if (IsDown || Refuses is not null)
        {
            return IsDown ? new IssueResult.Unreachable("down") : new IssueResult.Refused(Refuses!);
        }

        Issues++;
        Have(order.Account with { ServerId = ServerId });
        await AfterIssue();
        return new IssueResult.Issued(ServerId, []);
    }

    public Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct)
    {
        if (IsDown)
        {
            return Task.FromResult<OpenResult>(new OpenResult.Unreachable("down"));
        }

        if (account.Address is not null && Catalog.WhyUnbound(account.Database) is { } why)
        {
            return Task.FromResult<OpenResult>(new OpenResult.Unbound(why));
        }

        if (!Accounts.TryUpdate(account.Name, true, false) && !Accounts.ContainsKey(account.Name))
        {
            return Task.FromResult<OpenResult>(new OpenResult.Missing());
        }

        Passwords[account.Name] = password;
        return Task.FromResult<OpenResult>(new OpenResult.Opened());
    }

    public Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<EndResult>>([.. accounts.Select(End)]);

    public Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct) => Task.FromResult(MoveEnd(account));

    public Task<CutResult> CutOverdueAsync(Target target, CancellationToken ct)
    {
        LooksForOverdue++;
        return FailsToCut ? Task.FromException<CutResult>(new InvalidOperationException("It fails to cut."))
            : Task.FromResult<CutResult>(IsDown ? new CutResult.Unreachable("down") : new CutResult.Cut([]));
    }

    public Task<InspectResult> InspectAsync(Target target, CancellationToken ct) => IsDown
        ? Task.FromResult<InspectResult>(new InspectResult.Unreachable("down"))
        : InspectAsync();

    public Task<ExamineResult> ExamineAsync(Target target, ImmutableArray<string> ownLogins, CancellationToken ct) =>
        Task.FromResult<ExamineResult>(IsDown ? new ExamineResult.Unreachable("down") : new ExamineResult.Examined(Findings));

    public Task<EpochResult> RaiseEpochAsync(Target target, long epoch, CancellationToken ct)
    {
        if (IsDown || LosesEpochs)
        {
            return Task.FromResult<EpochResult>(new EpochResult.Unreachable("down"));
        }

        Epoch = Math.Max(Epoch, epoch);
        return Task.FromResult<EpochResult>(new EpochResult.Raised());
    }

    /// <summary>What every account that ends has altered.</summary>
    public ImmutableArray<string> Changes { get; set; } = [];

    public StatementVerdict Judge(string statement) => StatementCheck.Judge(statement);

    public async Task<PlanResult> PlanAsync(Target target, AccountOrder order, string statement, CancellationToken ct)
    {
        Planned.Add(order.Account);
        await WhilePlanning();
        return IsDown ? new PlanResult.Unreachable("down") : PlanIn.GetValueOrDefault(order.Scope.Database, Plan);
    }

    public async Task<RunResult> RunAsync(
        Target target, Account account, Secret password, string statement, StatementLimits limits, IResultSink sink, CancellationToken ct)
    {
        if (IsDown)
        {
            return new RunResult.Unreachable("down");
        }

        if (!Accounts.TryGetValue(account.Name, out var open) || !open || Passwords[account.Name] != password)
        {
            return new RunResult.NoLogin();
        }

        Runs.Add((account.Database, limits));
        var otherwise = RunsOtherwise(account.Database);
        if (otherwise is not null && GivesBefore is null)
        {
            return otherwise;
        }

        if (!await sink.BeginAsync(account.Database, [new("value", IsNumber: true)], ct))
        {
            return new RunResult.OtherColumns(TimeSpan.Zero);
        }

        foreach (var row in otherwise is null ? Rows : Rows.Take(GivesBefore ?? 0))
        {
            await sink.RowAsync([row], ct);
        }

        await WhileRunning(ct);
        return otherwise ?? new RunResult.Ran(Rows.Length, Rows.Sum(row => row?.Length ?? 0), TimeSpan.Zero, ResultCap.None);
    }

    public Task<CompareResult> CompareAsync(Target target, Account account, CancellationToken ct) =>
        Task.FromResult<CompareResult>(IsDown ? new CompareResult.Unreachable("down") : new CompareResult.Compared(Changes));

    public Task<TidyResult> TidyAsync(Target target, CancellationToken ct) => Task.FromResult<TidyResult>(new TidyResult.Tidied([]));

    private MoveResult MoveEnd(Account account)
    {
        if (IsDown)
        {
            return new MoveResult.Unreachable("down");
        }

        if (!Accounts.ContainsKey(account.Name) || HasClosedAll)
        {
            return HasClosedAll ? new MoveResult.Over() : new MoveResult.Missing();
        }

        if (account.Address is not null && Catalog.WhyUnbound(account.Database) is { } why)
        {
            return new MoveResult.Unbound(why);
        }

        Markers[account.Name] = account;
        return new MoveResult.Moved();
    }

    /// <summary>An account as JitBot leaves it after issuing, whoever asked for it.</summary>
    public void Have(Account account)
    {
        Accounts[account.Name] = false;
        Markers[account.Name] = account;
    }

    private async Task<InspectResult> InspectAsync()
    {
        var found = new TargetInspection(
            Identity,
            Epoch,
            [.. Accounts.Where(one => Markers.ContainsKey(one.Key)).Select(one => new InspectedAccount(Markers[one.Key], one.Value, 0)
            {
                Roles = Markers[one.Key].Own?.Roles ?? [],
                GivenTo = Markers[one.Key].Own is { } own && !TakenByHand.ContainsKey(one.Key) ? [own.Name] : [],
            })],
            [.. Accounts.Keys.Where(name => !Markers.ContainsKey(name)).Select(name => new Stranger(name, "carries no marker"))],
            []);
        await AfterInspect();
        return new InspectResult.Read(found);
    }

    private EndResult End(Account account)
    {
        if (IsDown)
        {
            return new EndResult.Unreachable("down");
        }

        if (EndsOtherwise(account) is { } otherwise)
        {
            return otherwise;
        }

        Accounts.TryRemove(account.Name, out _);
        Markers.TryRemove(account.Name, out _);
        return new EndResult.Gone([]);
    }
}
