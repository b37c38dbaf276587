using System.Net;
using System.Net.NetworkInformation;
using JitBot.EndToEnd.Tests.Page;
using JitBot.Playground;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Slack;

/// <summary>Lives of requests in a Slack that is not ours, as somebody uses it: local-slack's page in a browser, with the bot and PostgreSQL behind it.</summary>
[Collection(OnStage.Name)]
public sealed class LocalSlackTests(Stage stage)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_life_is_asked_for_decided_used_extended_and_ended(bool inSocketMode)
    {
        await using var visit = await stage.OpenSlackAsync(inSocketMode ? SlackWay.Socket : SlackWay.Http);
        var (dana, omar) = (visit.Dana, visit.Omar);
        await dana.TypeAsync("/jit request hr-prod read salary for 1h because curious");
        await dana.SeesAsync("Request sent");
        await omar.SeesAsync("Dana Fox asks for read on hr-prod");
        await omar.PressAsync("Deny…");
        await omar.SeesAsync("Dana Fox: read on hr-prod");
        await omar.FillAsync("Why not?", "Use hr-test for that.");
        await omar.PressInModalAsync("Deny");
        await omar.SeesNoModalAsync();
        await dana.GoToChatAsync();
        await dana.SeesAsync("Your request was denied");
        await dana.SeesAsync("Use hr-test for that.");

        await dana.TypeAsync("/jit request");
        await dana.PickAsync("Target", "hr-prod");
        await dana.PressInModalAsync("Next");
        await dana.SeesAsync("Decided by anyone in dba");
        await dana.PressInModalAsync("Send request");
        await dana.SeesAsync("Say why.");
        await dana.TickAsync("employee");
        await dana.FillAsync("Why", "Payroll shows wrong job titles.");
        await dana.PressInModalAsync("Send request");
        await dana.SeesNoModalAsync();

        await omar.SeesAsync("Payroll shows wrong job titles.");
        await omar.PressAsync("Details");
        await omar.SeesAsync("Asked by Dana Fox.");
        await omar.PressInModalAsync("Close");
        await omar.PressAsync("Approve");
        await dana.SeesAsync("Your access is ready");

        await dana.PressAsync("Extend…");
        await dana.FillAsync("Why?", "the comparison still runs");
        await dana.PressInModalAsync("Extend");
        await dana.SeesAsync("Asked for more time");
        await dana.PressInModalAsync("Close");
        await omar.SeesAsync("the comparison still runs");
        await omar.PressAsync("Approve");
        await dana.SeesAsync("You have 1 h more");
        var login = await dana.ShowCredentialsAsync();
        Assert.Null(await Journey.TryAsync(login, "select count(*) from employee"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Journey.TryAsync(login, "select * from salary"));
        await dana.PressInModalAsync("Close");

        await dana.GoToAsync(SlackWindow.Home);
        await dana.SeesAsync("Your access is ready: read on hr-prod");
        await dana.PressAsync("I am done");
        await dana.SeesAsync("Nothing of yours is on or waiting");
        await dana.HasNoButtonAsync("Show credentials", "Extend…", "I am done");
        await omar.SeesAsync("Given back by Dana Fox");
        await omar.SeesAsync("The account was removed");
        await omar.HasNoButtonAsync("Approve", "Deny…");
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));
    }

    [Fact]
    public async Task A_policy_lets_what_is_routine_through_and_says_why_people_decide_the_rest()
    {
        await using var visit = await stage.OpenSlackAsync(SlackWay.Http);
        var (dana, omar) = (visit.Dana, visit.Omar);
        await dana.TypeAsync("/jit request hr-test read title for 5m because trying it out");
        await dana.SeesAsync("Nobody has to decide");
        await omar.SeesAsync("Nobody had to decide, as rule reading what is not production says.");
        await dana.GoToChatAsync();
        await dana.SeesAsync("Your access is ready");
        Assert.Null(await Journey.TryAsync(await dana.ShowCredentialsAsync(), "select * from title"));
        await dana.PressInModalAsync("Close");

        await dana.TypeAsync("/jit request hr-prod write title for 1h because INC-43 correct a title");
        await dana.SeesAsync("You asked for write on hr-prod");
        await dana.PressAsync("Nudge");
        await dana.SeesAsync("They are asked to look");
        await omar.SeesAsync("Dana Fox asks for write on hr-prod");
        await omar.PressAsync("Why?");
        await omar.SeesAsync("Rule production writes applies:");
        await omar.PictureAsync("why");

        // What is left in the store would stand on the pages of other tests.
        await dana.PressAsync("Withdraw");
        await dana.SeesAsync("Withdrawn by you");
        await dana.GoToAsync(SlackWindow.Home);
        await dana.SeesAsync("Your access is ready: read on hr-test");
        await dana.PressAsync("I am done");
        await dana.SeesAsync("Nothing of yours is on or waiting");
    }

    [Fact]
    public async Task Short_access_is_announced_to_end_and_ends_by_itself_with_its_session()
    {
        await using var visit = await stage.OpenSlackAsync(SlackWay.Socket);
        await visit.Dana.TypeAsync("/jit request hr-prod read title for 20s because INC-42 wrong titles");
        await visit.Omar.SeesAsync("INC-42 wrong titles");
        await visit.Omar.PressAsync("Approve");
        await visit.Dana.GoToChatAsync();
        await visit.Dana.SeesAsync("Your access is ready");
        await using var session = new NpgsqlConnection(await visit.Dana.ShowCredentialsAsync());
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await visit.Dana.PictureAsync("credentials");
        await visit.Dana.PressInModalAsync("Close");
        await visit.Dana.SeesAsync("Your access ends soon: read on hr-prod");
        await visit.Dana.PictureAsync("reminder");

        await visit.Dana.SeesAsync("Its time was up");
        await visit.Omar.SeesAsync("The account was removed");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await visit.Omar.HasNoButtonAsync("Approve", "Deny…");
        await visit.Dana.PictureAsync("ended");
        await visit.Omar.PictureAsync("decision");
    }

    // Rule 34
    [Fact]
    public async Task Somebody_who_is_not_linked_is_told_what_an_operator_needs()
    {
        await using var visit = await stage.OpenSlackAsync(SlackWay.Http);

        await visit.Sam.TypeAsync("/jit request hr-prod read title for 1h because INC-42");

        await visit.Sam.SeesAsync("I do not know you yet");
        await visit.Sam.SeesAsync("U0SAM");
    }

    [Fact]
    public async Task The_Slack_of_the_playground_is_reached_from_this_machine_only()
    {
        await using var visit = await stage.OpenSlackAsync(SlackWay.Socket);

        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(place => place.Port == visit.Emulator.Port);

        Assert.Equal([IPAddress.Loopback], listening.Select(place => place.Address));
    }
}
