using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Hosting providers keep the superuser to themselves, and the databases postgres and template1 as they are.</summary>
public sealed class ProvidedServerTests
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task Whoever_owns_a_database_can_set_it_up_and_have_masked_access_given_and_ended(int version)
    {
        await using var servers = new ServerFixture();
        await using var world = await PostgresWorld.StartAsync(servers, version, provided: true);
        world.Target = world.Target with
        {
            Masking = new() { Rules = [new("*", "*", "email", new(MaskKind.Full))] },
            AcceptedRights = ["CONNECT postgres", "TEMP postgres", "CONNECT template1", "TEMP template1"],
        };
        var account = await world.HaveAsync(world.Order(world.Scope("public.employee"), AccessLevel.Write));

        await using (var holder = await world.OpenAsync(account))
        {
            Assert.Equal("****", await holder.RunAsync("SELECT email FROM employee LIMIT 1"));
            await holder.RunAsync("INSERT INTO public.employee (name) VALUES ('Cy')");
            await holder.RefusedAsync("42501", "SELECT email FROM public.employee");
        }

        Assert.Empty((await world.EndedAsync(account)).Kept);
        Assert.IsType<TidyResult.Tidied>(await world.Connector.TidyAsync(world.Target, default));
        Assert.False(await world.ExistsAsync(account.Name));
    }
}
