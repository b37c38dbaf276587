using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>What the sweep sees of a server with more on it than our own.</summary>
public sealed class InspectTargetTests(ServerFixture servers)
{
    public static TheoryData<int> Versions => [15, 18];

    // Rule 21
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Sessions_are_counted_whatever_role_they_have_set(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var first = await holder.OpenConnectionAsync();
        await using var second = await holder.OpenConnectionAsync();
        await second.RunAsync("SET ROLE none");

        Assert.Equal(2, Assert.Single((await InspectAsync(world)).Accounts).Sessions);
    }

    // Rule 1
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Another_installations_account_and_roles_made_by_hand_are_strangers(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await using var other = await PostgresWorld.StartAsync(servers, major);
        var ours = await world.HaveAsync();
        var theirs = await other.HaveAsync();
        Assert.IsType<EpochResult.Raised>(await other.Connector.RaiseEpochAsync(other.Target, 1, default));
        var byHand = $"jit_backup_{world.Database}";
        await world.AdminAsync($"CREATE ROLE {byHand} LOGIN");

        var found = await InspectAsync(world);

        Assert.Equal(ours.Name, Assert.Single(found.Accounts).Account.Name);
        var strangers = found.Strangers.ToDictionary(stranger => stranger.Name, stranger => stranger.What, StringComparer.Ordinal);
        Assert.Equal($"is an account of another JitBot, installation {await other.Installation.IdAsync(default)}", strangers[theirs.Name]);
        Assert.Equal("carries no marker: somebody made it by hand, or its comment was changed", strangers[byHand]);
        Assert.DoesNotContain(strangers.Keys, name => name.StartsWith("jit_scope_", StringComparison.Ordinal)
            || name.StartsWith("jit_epoch_", StringComparison.Ordinal) || name == "jit_graveyard");
    }

    // Rule 1
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_account_of_ours_whose_comment_was_changed_is_a_stranger(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var cleared = await world.HaveAsync();
        var garbled = await world.HaveAsync();
        var id = await world.Installation.IdAsync(default);
        await world.AdminAsync($"COMMENT ON ROLE {cleared.Name} IS NULL");
        await world.AdminAsync($$"""COMMENT ON ROLE {{garbled.Name}} IS 'jitbot {"v":1,"installation":"{{id}}","request":"nonsense"}'""");

        var found = await InspectAsync(world);

        Assert.Empty(found.Accounts);
        Assert.Superset(new HashSet<string>([cleared.Name, garbled.Name]), found.Strangers.Select(stranger => stranger.Name).ToHashSet());
    }

    // Rule 2: before 16 a holder can become the scope role and leave such things on it.
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_somebody_left_on_a_scope_role_is_found(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.HaveAsync();
        var scope = await world.AdminAsync(
            $"SELECT rolname FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid WHERE d.description LIKE '%{await world.Installation.IdAsync(default)}%scope%'");
        Assert.Empty((await InspectAsync(world)).ScopeFindings);

        await world.AdminAsync($"ALTER ROLE {scope} SET search_path = 'elsewhere'");
        await world.AdminAsync($"CREATE TABLE left_behind (); ALTER TABLE left_behind OWNER TO {scope}");
        await world.AdminAsync($"GRANT pg_read_all_stats TO {scope}");

        Assert.Equal(
            [$"{scope} has the setting search_path", $"{scope} is in the role pg_read_all_stats", $"{scope} owns an object in {world.Database}"],
            (await InspectAsync(world)).ScopeFindings);
    }

    // Rule 2: the same, by the holder's own hand.
    [Fact]
    public async Task A_setting_that_a_holder_left_on_the_scope_role_is_found()
    {
        await using var world = await PostgresWorld.StartAsync(servers, 15);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        var scope = await holder.RunAsync("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = current_user::regrole");
        await holder.RunAsync($"SET ROLE {scope}; ALTER ROLE {scope} SET statement_timeout = 1");

        Assert.Equal([$"{scope} has the setting statement_timeout"], (await InspectAsync(world)).ScopeFindings);
    }

    [Fact]
    public async Task A_login_that_may_not_read_which_server_it_is_is_told_what_mends_it()
    {
        await using var world = await PostgresWorld.StartAsync(servers, 18);
        await world.AdminAsync("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        Assert.Contains("run docs/postgres-setup.sql", Assert.IsType<InspectResult.Unreachable>(await world.Connector.InspectAsync(world.Target, default)).Why, StringComparison.Ordinal);

        await world.SetUpAsync();

        await InspectAsync(world);
    }

    private static async Task<TargetInspection> InspectAsync(PostgresWorld world) =>
        Assert.IsType<InspectResult.Read>(await world.Connector.InspectAsync(world.Target, default)).Found;
}
