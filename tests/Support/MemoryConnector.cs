using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Support;

/// <summary>A database server in memory, for what Core does around a target. It can be down, refuse, or keep an account it was told to remove.</summary>
public sealed class MemoryConnector : ITargetConnector
{
    /// <summary>The accounts there are: whether each can log in.</summary>
    public ConcurrentDictionary<string, bool> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>The password each account was last given.</summary>
    public ConcurrentDictionary<string, Secret> Passwords { get; } = new(StringComparer.Ordinal);

    /// <summary>What there is to ask for.</summary>
    public TargetCatalog Catalog { get; set; } = new(
    [
        new("hr", new("public", "employee"), RelationKind.Table),
        new("hr", new("public", "title"), RelationKind.Table),
        new("hr", new("payroll", "salary"), RelationKind.Table),
        new("hr", new("archive", "employee"), RelationKind.Table),
    ]);

    public bool IsDown { get; set; }

    /// <summary>Why issuing is refused, if it is.</summary>
    public string? Refuses { get; set; }

    /// <summary>What ending answers instead of removing, if anything.</summary>
    public Func<Account, EndResult?> EndsOtherwise { get; set; } = _ => null;

    /// <summary>Runs after an account was made and before anybody hears of it.</summary>
    public Func<Task> AfterIssue { get; set; } = () => Task.CompletedTask;

    public int Issues { get; private set; }

    public const string EngineName = "postgresql";

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
        Accounts[order.Account.Name] = false;
        await AfterIssue();
        return new IssueResult.Issued("16384", []);
    }

    public Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct)
    {
        if (IsDown)
        {
            return Task.FromResult<OpenResult>(new OpenResult.Unreachable("down"));
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

    public Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct) => Task.FromResult<MoveResult>(
        IsDown ? new MoveResult.Unreachable("down") : Accounts.ContainsKey(account.Name) ? new MoveResult.Moved() : new MoveResult.Missing());

    public Task<CutResult> CutOverdueAsync(Target target, CancellationToken ct) =>
        Task.FromResult<CutResult>(IsDown ? new CutResult.Unreachable("down") : new CutResult.Cut([]));

    public Task<ImmutableArray<string>> TidyAsync(Target target, CancellationToken ct) => Task.FromResult<ImmutableArray<string>>([]);

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
        return new EndResult.Gone([]);
    }
}
