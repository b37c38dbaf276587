using JitBot.Playground.Twin;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>Lives of requests as somebody lives them who has the page and nothing else.</summary>
[Collection(OnStage.Name)]
public sealed class PageLifeTests(Stage stage)
{
    [Fact]
    public async Task A_whole_life_is_asked_for_approved_used_and_cut_on_the_page()
    {
        await using var visit = await stage.OpenAsync();
        await visit.Dana.SeesAsync("type request hr-prod");

        await visit.Dana.PressAsync("request hr-prod");
        await visit.Dana.PressAsync("Submit");
        await visit.Dana.SeesAsync("Say why.");
        await visit.Dana.Place.GetByRole(AriaRole.Radio, new() { Name = "read" }).CheckAsync();
        await visit.Dana.Place.GetByRole(AriaRole.Checkbox, new() { Name = "employee" }).CheckAsync();
        await visit.Dana.Place.GetByRole(AriaRole.Checkbox, new() { Name = "title" }).CheckAsync();
        await visit.Dana.FillAsync("or typed: 90m, 1h30m", "5m");
        await visit.Dana.FillAsync("Why", "Payroll shows wrong job titles for the March leavers.");
        await visit.Dana.FillAsync("Ticket, if there is one", "INC-42");
        await visit.Dana.PressAsync("Submit");

        await visit.Omar.PressAsync("Approve");
        await visit.Database.SeesAsync("closed");
        await visit.Dana.PressAsync("Show credentials");
        await visit.Dana.PressAsync("Use these credentials in the console");
        await visit.Dana.SeesAsync("Logged in, pid");

        await visit.Dana.QueryAsync("select e.first_name, e.last_name, t.title from employee e join title t on t.employee_id = e.id order by e.id limit 5");
        await Expect(visit.Dana.Console.GetByRole(AriaRole.Row)).ToHaveCountAsync(6);
        await visit.Database.SeesAsync("hr_prod: select on employee (masked), title");
        await visit.Database.SeesAsync("idle in hr_prod");
        await visit.PictureAsync("playground");

        await visit.Dana.PressAsync("Out of scope");
        await visit.Dana.SeesAsync("42501");
        await visit.Dana.SeesAsync("permission denied for table salary");

        await visit.Dana.PressAsync("done");
        await visit.Dana.SeesAsync("57P01");
        await visit.Database.SeesAsync("was cut");
        await visit.Database.SeesAsync("No account of JitBot's exists.");
        await visit.Omar.SeesAsync("The account was removed");
        await Expect(visit.Omar.Button("Approve")).ToHaveCountAsync(0);
        await visit.Dana.SeesAsync("that was a whole life");

        await visit.Dana.PressAsync("Log in again");
        await visit.Dana.SeesAsync("28P01");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task An_owner_revokes_on_the_page_and_a_running_query_is_cut()
    {
        await using var visit = await stage.OpenAsync();
        await visit.GrantAsync();
        await visit.Dana.PressAsync("Show credentials");
        await visit.Dana.PressAsync("Use these credentials in the console");
        await visit.Dana.PressAsync("Stay busy");
        await visit.Database.SeesAsync("active in hr_prod");

        await visit.Rita.ChooseAsync("JitBot");
        await visit.Rita.Place.GetByRole(AriaRole.Button, new() { Name = "because the incident is closed" }).ClickAsync();

        await visit.Dana.SeesAsync("57P01");
        await visit.Dana.SeesAsync("the incident is closed");
        await visit.Database.SeesAsync("No account of JitBot's exists.");
    }

    [Fact]
    public async Task A_result_stays_although_the_logins_answer_comes_after_it()
    {
        await using var visit = await stage.OpenAsync();
        await visit.GrantAsync();
        await visit.Dana.PressAsync("Show credentials");
        var ran = new TaskCompletionSource();
        await visit.View.RouteAsync("**/connect", async route =>
        {
            var answer = await route.FetchAsync();
            await ran.Task;
            await route.FulfillAsync(new() { Response = answer });
        });

        await visit.Dana.PressAsync("Use these credentials in the console");
        await visit.Dana.SeesAsync("Logged in, pid");
        await visit.Dana.QueryAsync("select id from employee order by id limit 5");
        await Expect(visit.Dana.Console.GetByRole(AriaRole.Row)).ToHaveCountAsync(6);
        var answered = visit.View.WaitForResponseAsync("**/connect");
        ran.SetResult();
        await answered;

        await Expect(visit.Dana.Console.GetByRole(AriaRole.Row)).ToHaveCountAsync(6);
    }

    // Rule 35
    [Fact]
    public async Task Whoever_presses_in_the_channel_is_the_person_of_that_column()
    {
        await using var visit = await stage.OpenAsync();
        await visit.Dana.TypeAsync("request hr-prod write title for 1h because INC-43 correct a title");

        await visit.Dana.ChooseAsync("#dba");
        await visit.Dana.PressAsync("Approve");
        await visit.Dana.SeesAsync("This is your own request");
        await visit.Rita.PressAsync("Approve");
        await visit.Omar.SeesAsync("Rita Holm");
        await visit.Omar.PressAsync("Approve");

        await visit.Dana.ChooseAsync("JitBot");
        await Expect(visit.Dana.Button("Show credentials")).ToBeVisibleAsync();
    }

    // Rule 10
    [Fact]
    public async Task Credentials_stand_in_the_column_of_the_one_who_pressed_and_in_no_other()
    {
        await using var visit = await stage.OpenAsync();
        await visit.GrantAsync();

        await visit.Dana.PressAsync("Show credentials");
        await visit.Dana.SeesAsync("postgresql://");

        var password = (await visit.Dana.Place.GetByText("postgresql://").Last.InnerTextAsync()).Split(':', '@')[2];
        foreach (var other in (OnPage[])[visit.Omar, visit.Rita, visit.Database])
        {
            Assert.DoesNotContain(password, await other.Place.TextContentAsync() ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_drop_the_page_is_brought_to_now()
    {
        await using var visit = await stage.OpenAsync(throughCable: true);
        await visit.Dana.TypeAsync("request hr-prod read employee for 5m because INC-42");
        await Expect(visit.Omar.Button("Approve")).ToBeVisibleAsync();

        visit.Cable!.Pull();
        await Expect(visit.View.GetByText("Reconnecting…")).ToBeVisibleAsync();
        var waiting = visit.World.People.DbaChannel.FromBot.Last(message => message.Card is { } card && CardLines.Buttons(card).Contains("Approve"));
        await visit.World.People.Omar.PressAsync(waiting, "Approve");
        await visit.Omar.SeesNoAsync("Approved by Omar Reyes");
        visit.Cable.PutBack();

        await visit.Omar.SeesAsync("Approved by Omar Reyes");
        await visit.Database.SeesAsync("jit_dana_");
    }
}
