using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>A database that does what it is told, as long as it is up.</summary>
internal sealed class FakeConnector : ITargetConnector
{
    public const string EngineName = "postgresql";

    public string Engine => EngineName;

    public TargetCatalog Catalog { get; set; } = Cast.Catalog;

    public bool IsDown { get; set; }

    public string NameAccount(PersonId person, RequestId request) => $"jit_{person}_{request}";

    public Task<CatalogResult> ReadCatalogAsync(Target target, CancellationToken ct) =>
        Task.FromResult<CatalogResult>(IsDown ? new CatalogResult.Unreachable("down") : new CatalogResult.Read(Catalog));

    public Task<IssueResult> IssueAsync(Target target, AccountOrder order, CancellationToken ct) =>
        Task.FromResult<IssueResult>(IsDown ? new IssueResult.Unreachable("down") : new IssueResult.Issued("16384", []));

    public Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct) =>
        Task.FromResult<OpenResult>(IsDown ? new OpenResult.Unreachable("down") : new OpenResult.Opened());

    public Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct) =>
        Task.FromResult<MoveResult>(IsDown ? new MoveResult.Unreachable("down") : new MoveResult.Moved());

    public Task<CutResult> CutOverdueAsync(Target target, CancellationToken ct) =>
        Task.FromResult<CutResult>(IsDown ? new CutResult.Unreachable("down") : new CutResult.Cut([]));

    public Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<EndResult>>(
            [.. accounts.Select(EndResult (_) => IsDown ? new EndResult.Unreachable("down") : new EndResult.Gone([]))]);

    public Task<ImmutableArray<string>> TidyAsync(Target target, CancellationToken ct) => Task.FromResult<ImmutableArray<string>>([]);
}
