using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests;

/// <summary>What holds for every engine. A subclass per engine and version says where the server is.</summary>
public abstract class TargetConnectorContract
{
    // Rule 1
    [Fact]
    public async Task Names_are_of_the_engines_length_and_end_with_the_whole_request()
    {
        await using var engine = await StartAsync();
        var request = RequestId.From(new("test", "tenant", "delivery"));

        var name = engine.Connector.NameAccount(new(new string('ü', 100) + new string('a', 300)), request);

        Assert.StartsWith("jit_", name, StringComparison.Ordinal);
        Assert.EndsWith($"_{request.Value}", name, StringComparison.Ordinal);
        Assert.Equal(engine.LongestName, name.Length);
    }

    // Rules 1, 10, 15, 18
    [Fact]
    public async Task A_login_works_from_when_it_is_opened_until_it_is_ended()
    {
        await using var engine = await StartAsync();
        var account = await IssueAsync(engine);
        var password = Secret.NewPassword();
        Assert.False(await engine.CanReadAsync(account, password, engine.Given));

        Assert.IsType<OpenResult.Opened>(await engine.Connector.OpenAsync(engine.Target, account, password, default));
        Assert.True(await engine.CanReadAsync(account, password, engine.Given));
        Assert.False(await engine.CanReadAsync(account, password, engine.Kept));

        Assert.IsType<EndResult.Gone>(await EndAsync(engine, account));
        Assert.False(await engine.CanReadAsync(account, password, engine.Given));
    }

    // Rule 23
    [Fact]
    public async Task Every_step_may_be_done_twice()
    {
        await using var engine = await StartAsync();
        var order = engine.Order();
        var first = Assert.IsType<IssueResult.Issued>(await engine.Connector.IssueAsync(engine.Target, order, default));
        var second = Assert.IsType<IssueResult.Issued>(await engine.Connector.IssueAsync(engine.Target, order, default));
        Assert.Equal(first.ServerId, second.ServerId);

        var account = order.Account with { ServerId = first.ServerId };
        Assert.IsType<MoveResult.Moved>(await engine.Connector.MoveEndAsync(engine.Target, account, default));
        Assert.IsType<MoveResult.Moved>(await engine.Connector.MoveEndAsync(engine.Target, account, default));
        Assert.IsType<EndResult.Gone>(await EndAsync(engine, account));
        Assert.IsType<EndResult.Gone>(await EndAsync(engine, account));
        Assert.IsType<OpenResult.Missing>(await engine.Connector.OpenAsync(engine.Target, account, Secret.NewPassword(), default));
        Assert.IsType<MoveResult.Missing>(await engine.Connector.MoveEndAsync(engine.Target, account, default));
    }

    // Rule 15
    [Fact]
    public async Task Accounts_ended_together_are_answered_in_the_order_asked()
    {
        await using var engine = await StartAsync();
        var never = engine.Order().Account;
        ImmutableArray<Account> accounts = [await IssueAsync(engine), never, await IssueAsync(engine)];

        var results = await engine.Connector.EndAsync(engine.Target, accounts, default);

        Assert.Equal(3, results.Length);
        Assert.All(results, result => Assert.IsType<EndResult.Gone>(result));
        Assert.Empty(await engine.Connector.EndAsync(engine.Target, [], default));
    }

    [Fact]
    public async Task The_catalogue_lists_what_can_be_asked_for()
    {
        await using var engine = await StartAsync();

        var catalog = Assert.IsType<CatalogResult.Read>(await engine.Connector.ReadCatalogAsync(engine.Target, default)).Catalog;

        Assert.Equal(engine.CanBeNarrowed, catalog.In(engine.Target.Databases[0]).Any(table => table.Name == engine.Given));
    }

    // Rule 16
    [Fact]
    public async Task Nothing_is_cut_while_nothing_is_overdue()
    {
        await using var engine = await StartAsync();
        await IssueAsync(engine);

        Assert.Empty(Assert.IsType<CutResult.Cut>(await engine.Connector.CutOverdueAsync(engine.Target, default)).Accounts);
        Assert.Empty(Assert.IsType<TidyResult.Tidied>(await engine.Connector.TidyAsync(engine.Target, default)).Dropped);
    }

    // Rule 21
    [Fact]
    public async Task What_stands_on_a_target_is_found_with_whose_it_is_and_until_when()
    {
        await using var engine = await StartAsync();
        var closed = await IssueAsync(engine);
        var open = await IssueAsync(engine);
        Assert.IsType<OpenResult.Opened>(await engine.Connector.OpenAsync(engine.Target, open, Secret.NewPassword(), default));

        var found = (await InspectAsync(engine)).Accounts.ToDictionary(account => account.Account.Request);

        Assert.Equal(2, found.Count);
        Assert.Equal((false, 0), (found[closed.Request].IsOpen, found[closed.Request].Sessions));
        Assert.True(found[open.Request].IsOpen);
        Assert.Equal((open.Name, open.Person, open.ServerId), (found[open.Request].Account.Name, found[open.Request].Account.Person, found[open.Request].Account.ServerId));
        Assert.Equal(open.EndsAt, found[open.Request].Account.EndsAt, TimeSpan.FromSeconds(1));
    }

    // Rule 21
    [Fact]
    public async Task An_account_that_was_found_can_be_ended()
    {
        await using var engine = await StartAsync();
        await IssueAsync(engine);

        Assert.IsType<EndResult.Gone>(await EndAsync(engine, Assert.Single((await InspectAsync(engine)).Accounts).Account));

        Assert.Empty((await InspectAsync(engine)).Accounts);
    }

    // Rule 21
    [Fact]
    public async Task An_epoch_is_kept_by_the_target_and_never_goes_down()
    {
        await using var engine = await StartAsync();
        var before = await InspectAsync(engine);
        Assert.Equal(0, before.Epoch);

        foreach (var epoch in (long[])[1, 7, 3])
        {
            Assert.IsType<EpochResult.Raised>(await engine.Connector.RaiseEpochAsync(engine.Target, epoch, default));
        }

        var after = await InspectAsync(engine);
        Assert.Equal((7, before.Identity), (after.Epoch, after.Identity));
        Assert.Equal(0, (await InspectAsync(engine, engine.Target with { Id = "hr-other" })).Epoch);
        Assert.Empty(after.Accounts);
        Assert.Empty(after.ScopeFindings);
    }

    [Fact]
    public async Task Whatever_is_found_wrong_comes_with_what_it_means_and_what_mends_it()
    {
        await using var engine = await StartAsync();

        var findings = Assert.IsType<ExamineResult.Examined>(await engine.Connector.ExamineAsync(engine.Target, [], default)).Findings;

        Assert.All(findings, finding =>
        {
            Assert.Matches("^[a-z]+[.][a-z0-9-]+$", finding.Id);
            Assert.EndsWith(".", finding.What, StringComparison.Ordinal);
            Assert.EndsWith(".", finding.Meaning, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Sql.Concat(finding.Settings));
            Assert.DoesNotContain(finding.Sql, statement => statement.EndsWith(';'));
        });
    }

    protected abstract Task<IEngine> StartAsync();

    private static async Task<TargetInspection> InspectAsync(IEngine engine, Target? target = null) =>
        Assert.IsType<InspectResult.Read>(await engine.Connector.InspectAsync(target ?? engine.Target, default)).Found;

    private static async Task<Account> IssueAsync(IEngine engine)
    {
        var order = engine.Order();
        var issued = Assert.IsType<IssueResult.Issued>(await engine.Connector.IssueAsync(engine.Target, order, default));
        return order.Account with { ServerId = issued.ServerId };
    }

    private static async Task<EndResult> EndAsync(IEngine engine, Account account) =>
        Assert.Single(await engine.Connector.EndAsync(engine.Target, [account], default));

    /// <summary>A server with two tables: one that is asked for, one that is not.</summary>
    protected interface IEngine : IAsyncDisposable
    {
        ITargetConnector Connector { get; }
        Target Target { get; }
        int LongestName { get; }
        TableName Given { get; }
        TableName Kept { get; }

        /// <summary>Single tables may be asked for: what is reached is not fixed by roles of the operator's own.</summary>
        bool CanBeNarrowed { get; }

        /// <summary>A new order to read <see cref="Given"/>.</summary>
        AccountOrder Order();

        Task<bool> CanReadAsync(Account account, Secret password, TableName table);
    }
}
