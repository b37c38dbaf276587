using System.Collections.Immutable;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Many at once on one database.</summary>
public sealed class CrowdTests(ServerFixture servers)
{
    private const int Crowd = 200;

    private static readonly string[] Tables = ["public.employee", "public.salary", "pay.run", "pay.entry"];

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 3, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task Two_hundred_grants_at_once_from_two_replicas_are_all_given_and_all_ended(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        world.Target = world.Target with { Masking = new() { Rules = [new("*", "*", "email", new(MaskKind.Full)), new("*", "*", "amount", Mask.Hidden)] } };
        await using var other = world.NewConnector();
        var orders = Enumerable.Range(0, Crowd).Select(i => world.Order(Scope(world, i), i % 3 == 0 ? AccessLevel.Write : AccessLevel.Read)).ToArray();

        var results = await Task.WhenAll(orders.Select((order, i) => IssueAsync(i % 2 == 0 ? world.Connector : other, world.Target, order)));

        Assert.All(results, result => Assert.IsType<IssueResult.Issued>(result));
        ImmutableArray<Account> accounts = [.. orders.Zip(results, (order, result) => order.Account with { ServerId = ((IssueResult.Issued)result).ServerId })];
        foreach (var account in accounts.Take(8))
        {
            await using var holder = await world.OpenAsync(account);
            await holder.RefusedAsync("42501", "SELECT email FROM public.employee");
        }

        var halves = await Task.WhenAll(world.Connector.EndAsync(world.Target, accounts[..100], default), other.EndAsync(world.Target, accounts[100..], default));
        Assert.All(halves.SelectMany(half => half), ended => Assert.IsType<EndResult.Gone>(ended));
        Assert.Equal("0", await world.AdminAsync($"SELECT count(*) FROM pg_roles WHERE rolname IN ({string.Join(", ", accounts.Select(account => SqlText.Literal(account.Name)))})"));
    }

    /// <summary>Of fourteen different ones, some of which share tables.</summary>
    private static AccessScope Scope(PostgresWorld world, int i) => (i % 7) switch
    {
        0 => world.Scope() with { Tables = [] },
        1 => world.Scope() with { Tables = [], Schemas = ["pay"] },
        2 => world.Scope("public.employee") with { Columns = [new("public", "employee", "id"), new("public", "employee", "email")] },
        var n => world.Scope([.. Tables.Take(n - 2)]),
    };

    /// <summary>As a worker does: whatever is not to be had at this moment is asked for again.</summary>
    private static async Task<IssueResult> IssueAsync(ITargetConnector connector, Target target, AccountOrder order)
    {
        while (true)
        {
            var result = await connector.IssueAsync(target, order, default);
            if (result is not IssueResult.NotNow)
            {
                return result;
            }
        }
    }
}
