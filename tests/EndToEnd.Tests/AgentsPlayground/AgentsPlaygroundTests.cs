using Microsoft.Playwright;
using Npgsql;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>The journeys of <see cref="TeamsLifeTests"/> in a client that is not ours: Microsoft's Agents Playground, as somebody uses it.</summary>
public sealed class AgentsPlaygroundTests(TwoClients clients) : IClassFixture<TwoClients>
{
    private const string Refused = PostgresErrorCodes.InsufficientPrivilege;

    // Rule 10
    [Fact]
    public async Task A_login_asked_for_in_one_line_works_is_hidden_after_a_minute_and_is_gone_when_given_back()
    {
        await using var life = await clients.OpenAsync();
        await life.Dana.SayAsync("request hr-prod read employee,title for 30m because INC-42 wrong titles");
        await life.Omar.PressAsync("Approve");
        var login = await life.Dana.ShowCredentialsAsync();

        Assert.Null(await Journey.TryAsync(login, "select count(*) from employee join title on title.employee_id = employee.id"));
        Assert.Equal(Refused, await Journey.TryAsync(login, "select * from salary"));
        await life.Dana.SeesNoAsync("postgresql://", within: 90_000);
        await life.Dana.PressAsync("I am done");

        await life.Omar.SeesAsync("Given back by Dana Fox");
        await life.Omar.SeesAsync("The account was removed");
        await life.Dana.HasNoButtonAsync("Show credentials", "Extend", "I am done");
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));
    }

    // Rule 13
    [Fact]
    public async Task Access_asked_for_with_the_form_is_extended_and_revoked_by_an_owner()
    {
        await using var life = await clients.OpenAsync();
        await life.Dana.SayAsync("request hr-prod");
        await life.Dana.PressAsync("Submit");
        await life.Dana.SeesAsync("Say for how long.");
        await life.Dana.CheckAsync(AriaRole.Radio, "read");
        await life.Dana.CheckAsync(AriaRole.Checkbox, "employee");
        await life.Dana.FillAsync("or typed: 90m, 1h30m", "5m");
        await life.Dana.FillAsync("Why", "Payroll shows wrong job titles.");
        await life.Dana.PressAsync("Submit");
        await life.Omar.SeesAsync("Payroll shows wrong job titles.");
        await life.Omar.PressAsync("Approve");

        await life.Dana.SeesAsync("Your access is ready");
        await life.Dana.AnswerAsync("Extend", "Why? Whoever decides reads this.", "the comparison still runs");
        await life.Omar.SeesAsync("the comparison still runs");
        await life.Omar.PressAsync("Approve");
        await life.Dana.SeesAsync("You have 1 h more");
        var login = await life.Dana.ShowCredentialsAsync();
        Assert.Null(await Journey.TryAsync(login, "select count(*) from employee"));

        await life.Omar.GoToAsync(Window.Private);
        await life.Omar.SayAsync($"revoke {RequestOf(login)} because the laptop was stolen");

        await life.Dana.SeesAsync("Your access was revoked");
        await life.Dana.SeesAsync("the laptop was stolen");
        await life.Dana.HasNoButtonAsync("Show credentials", "Extend", "I am done");
        await life.Dana.SeesNoAsync("postgresql://");
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));
    }

    [Fact]
    public async Task Its_end_is_announced_and_cuts_the_session()
    {
        await using var life = await clients.OpenAsync();
        await life.Dana.SayAsync("request hr-prod read title for 1m because INC-44 a short look");
        await life.Omar.PressAsync("Approve");
        await using var session = new NpgsqlConnection(await life.Dana.ShowCredentialsAsync());
        await session.OpenAsync(TestContext.Current.CancellationToken);

        await life.Dana.SeesAsync("Your access ends soon", within: 90_000);
        await life.Omar.SeesAsync("Its time was up", within: 90_000);

        await life.Omar.SeesAsync("The account was removed");
        await life.Dana.HasNoButtonAsync("Show credentials", "Extend", "I am done");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_denial_tells_the_requester_why()
    {
        await using var life = await clients.OpenAsync();
        await life.Dana.SayAsync("request hr-prod read salary for 1h because curious");
        await life.Omar.AnswerAsync("Deny", "Why not? The requester reads this.", "Use hr-test for that.");

        await life.Dana.SeesAsync("Your request was denied");
        await life.Dana.SeesAsync("Use hr-test for that.");
        await life.Omar.HasNoButtonAsync("Approve", "Deny");
    }

    // Rule 35
    [Fact]
    public async Task Requester_cannot_approve_own_request()
    {
        await using var life = await clients.OpenAsync();
        await life.Omar.GoToAsync(Window.Private);
        await life.Omar.SayAsync("request hr-prod read title for 1h because trying it myself");
        await life.Omar.SeesAsync("You asked for read on hr-prod");
        await life.Omar.GoToAsync(Window.Channel);
        await life.Omar.PressAsync("Approve");

        await life.Omar.SeesAsync("This is your own request");
        await life.Omar.HasButtonAsync("Approve");
        await life.Omar.GoToAsync(Window.Private);
        await life.Omar.PressAsync("Withdraw");
        await life.Omar.HasNoButtonAsync("Withdraw");
    }

    [Fact]
    public async Task Write_access_takes_two_approvers_and_can_write()
    {
        await using var life = await clients.OpenAsync();
        await life.Dana.SayAsync("request hr-prod write title for 1h because INC-43 correct a title");
        await life.Omar.PressAsync("Approve");
        await life.Omar.SeesAsync("Waiting for approval: 1 of 2");
        await life.ByHand.ApproveAsync();

        var login = await life.Dana.ShowCredentialsAsync();
        Assert.Null(await Journey.TryAsync(login, "update title set title = title where employee_id = 1"));
        await life.Omar.SeesAsync("Rita Holm");
        await life.Dana.SayAsync($"done {RequestOf(login)}");
        await life.Dana.HasNoButtonAsync("Show credentials", "Extend", "I am done");
    }

    [Fact]
    public async Task In_a_channel_the_bot_answers_whoever_mentions_it()
    {
        await using var life = await clients.OpenAsync();

        await life.Omar.PostAsync("help");

        await life.Omar.SeesAsync("Database access, just in time");
    }

    private static string RequestOf(string login) => new NpgsqlConnectionStringBuilder(login).Username!.Split('_')[^1];
}
