using JitBot.Core.Audit;
using JitBot.Core.Requests;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>Lives of requests on a real server, as the people in them see it, through whichever chat they use.</summary>
public abstract class LifeJourneys(JourneyWorlds worlds)
{
    /// <summary>The versions of PostgreSQL that journeys are on; a face's own class may have others.</summary>
    public static IEnumerable<object[]> Versions => JourneyWorlds.NewestVersion;

    private protected abstract JourneyFace Face { get; }

    private const string Refused = PostgresErrorCodes.InsufficientPrivilege;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_login_reaches_what_was_asked_for_until_its_end_and_is_gone_then(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();
        var login = await journey.ShowCredentialsAsync(request);

        Assert.Null(await Journey.TryAsync(login, "select count(*) from employee join title on title.employee_id = employee.id"));
        Assert.Equal(Refused, await Journey.TryAsync(login, "update employee set last_name = last_name"));
        Assert.Equal(Refused, await Journey.TryAsync(login, "select * from salary"));
        Assert.Equal(Refused, await Journey.TryAsync(login, "create table mine (id int)"));

        await using var session = new NpgsqlConnection(login);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await journey.PassAsync(TimeSpan.FromMinutes(110));
        await journey.Dana.CardAsync(request, "I am done");
        await journey.PassAsync(TimeSpan.FromMinutes(10));

        await journey.UntilAsync(request, RequestState.Ended);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
        Assert.NotNull(await Journey.TryAsync(login, "select 1"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Write_access_takes_two_approvers_and_can_write(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync("request hr-prod write title for 1h because INC-43 correct a title");

        await journey.ApproveAsync(request, journey.Omar);
        await journey.Omar.HearsAsync("One more person has to approve");
        await journey.UntilAsync(request, RequestState.Pending);
        await journey.ApproveAsync(request, journey.Rita);
        await journey.UntilAsync(request, RequestState.Active);

        var login = await journey.ShowCredentialsAsync(request);
        Assert.Null(await Journey.TryAsync(login, "update title set title = title where employee_id = 1"));
        Assert.Equal(Refused, await Journey.TryAsync(login, "truncate title"));
    }

    // Rules 19, 20
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_login_of_ones_own_is_given_a_role_and_loses_it_at_the_end(int major)
    {
        var journey = await OnAsync(major);
        var login = await journey.HaveOwnLoginAsync();
        await using var session = new NpgsqlConnection(login);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        var titles = new NpgsqlCommand("select count(*) > 0 from title", session);
        await Assert.ThrowsAsync<PostgresException>(() => titles.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        var request = await journey.AskAsync("request hr-prod support for 1h because INC-46 a customer waits");
        Assert.Contains("dana_fox", (await journey.Omar.ChannelCardAsync(request, "Approve")).Lines, StringComparison.Ordinal);
        await journey.ApproveAsync(request, journey.Omar);
        await journey.UntilAsync(request, RequestState.Active);
        Assert.DoesNotContain("Show credentials", (await journey.Dana.CardAsync(request, "I am done")).Buttons);
        Assert.Equal(true, await titles.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        await journey.PassAsync(TimeSpan.FromHours(1));
        await journey.UntilAsync(request, RequestState.Ended);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => titles.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Refused, await Journey.TryAsync(login, "select * from title"));
        await journey.Dana.ReadsAsync(request, "was taken back");
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
    }

    // Rule 13
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_extended_session_goes_on_past_its_old_end_and_is_cut_at_the_new_one(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync("request hr-prod read title for 30m because INC-44 a long comparison");
        await using var session = new NpgsqlConnection(await journey.ShowCredentialsAsync(request));
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await journey.PassAsync(TimeSpan.FromMinutes(25));

        await journey.Dana.PressAsync(await journey.Dana.ReadsAsync(request, "Ends soon"), "Extend", why: "the comparison still runs", howLong: "1h");
        await journey.ApproveAsync(request, journey.Omar);
        await journey.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(1, await new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await journey.UntilAsync(request, now => now.Audit.Any(entry => entry.Event == AuditEvents.EndMoved));
        await journey.PassAsync(TimeSpan.FromMinutes(60));
        await journey.UntilAsync(request, RequestState.Ended);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
    }

    // Rule 13
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_is_cut_at_the_moment_that_was_asked_for_however_late_it_was_approved(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync($"request hr-prod read title until {journey.Time.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'} because INC-45 until the load job");
        await journey.PassAsync(TimeSpan.FromMinutes(40));
        await journey.ApproveAsync(request, journey.Omar);
        Assert.Equal(request.Until, (await journey.UntilAsync(request, RequestState.Active)).Grant.EndsAt);
        await using var session = new NpgsqlConnection(await journey.ShowCredentialsAsync(request));
        await session.OpenAsync(TestContext.Current.CancellationToken);

        await journey.PassAsync(TimeSpan.FromMinutes(20));

        await journey.UntilAsync(request, RequestState.Ended);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
    }

    // Rule 35
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requester_cannot_approve_own_request(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync("request hr-prod read title for 1h because trying it myself");

        await journey.ApproveAsync(request, journey.Dana);

        await journey.Dana.HearsAsync("This is your own request");
        Assert.Equal(RequestState.Pending, (await journey.UntilAsync(request, RequestState.Pending)).State);
    }

    // Rule 10
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_password_is_in_no_log_no_document_and_no_message(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();
        var password = new NpgsqlConnectionStringBuilder(await journey.ShowCredentialsAsync(request)).Password!;
        await journey.PassAsync(TimeSpan.FromMinutes(1));
        await journey.PassAsync(TimeSpan.FromHours(2));
        await journey.UntilAsync(request, RequestState.Ended);

        Assert.DoesNotContain(journey.Log.Lines, line => line.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(journey.Kept, said => said.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(password, await journey.StoreAsTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(password, await File.ReadAllTextAsync(Path.Combine(journey.World.Databases.Server.Folder, "log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // Rule 10
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Credentials_are_hidden_again_a_minute_after_they_were_shown(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();
        var password = new NpgsqlConnectionStringBuilder(await journey.ShowCredentialsAsync(request)).Password!;
        Assert.Contains(password, journey.Dana.Screen, StringComparison.Ordinal);

        await journey.PassAsync(TimeSpan.FromMinutes(1));

        await journey.Dana.WaitForAsync(() => journey.Dana.Screen is var screen && screen.Contains(password, StringComparison.Ordinal) ? null : screen);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Giving_it_back_ends_it_at_once_and_every_card_says_so(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();

        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "I am done"), "I am done");

        await journey.UntilAsync(request, RequestState.Ended);
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
        await journey.CardsAsync(request, card => card.Buttons.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_owner_revokes_by_command_and_the_holder_is_told_why(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();

        await journey.Rita.SayAsync($"revoke {request.Id} because the laptop was stolen");

        await journey.UntilAsync(request, RequestState.Ended);
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
        await journey.Dana.ReadsAsync(request, "the laptop was stolen");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_denial_tells_the_requester_why(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync("request hr-prod read salary for 1h because curious");

        await journey.Omar.PressAsync(await journey.Omar.ChannelCardAsync(request, "Deny"), "Deny", why: "Use hr-test for that.");

        await journey.UntilAsync(request, RequestState.Denied);
        await journey.Dana.ReadsAsync(request, "Use hr-test for that.");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_form_asks_for_what_a_line_left_out(int major)
    {
        var journey = await OnAsync(major);

        var request = await journey.AskAsync("request hr-prod read employee,title", form => form.SubmitAsync("INC-46 wrong titles", "2h"));

        Assert.Equal(("INC-46 wrong titles", TimeSpan.FromHours(2), 2), (request.Reason, request.Duration, request.Scope.Tables.Length));
        await journey.ApproveAsync(request, journey.Omar);
        await journey.UntilAsync(request, RequestState.Active);
        await journey.Dana.CardAsync(request, "Show credentials");
    }

    private protected Task<Journey> OnAsync(int major) => worlds.OnAsync(major, Face);
}
