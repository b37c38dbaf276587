using JitBot.Bot.Conversation;
using JitBot.Core.Targets;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Bot.Tests.Teams;

/// <summary>What narrows a request stays in the form until the one who said it takes it out, whatever a client sends along.</summary>
public sealed class FormScopeTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    // Clients leave out what was emptied, so that it looks like what got lost.
    [Theory]
    [InlineData("request hr-prod read title for 2h", "tables", "this asks for the whole database")]
    [InlineData("request hr-prod read schema payroll for 2h", "schemas", "this asks for the whole database")]
    [InlineData("request hr-prod read title columns title.title for 2h", "columns", "this asks for whole tables")]
    [InlineData("request hr-prod read from 10.1.2.3 for 2h", "address", "let in from anywhere")]
    public async Task What_narrowed_a_form_and_does_not_come_back_is_asked_about_before_the_request_is_any_wider(string line, string field, string said)
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, line);

        var pressed = await SendWithoutAsync(bot, form, field);
        Assert.Contains(said, pressed.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
        await SendWithoutAsync(bot, bot.Dana.Chat.Find(form.Id)!, field);

        Assert.Single(await bot.RequestsAsync());
    }

    [Fact]
    public async Task A_field_that_comes_back_empty_was_emptied()
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read title for 2h");

        await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = "INC-42", ["tables"] = "" });

        Assert.True(Assert.Single(await bot.RequestsAsync()).Scope.IsWholeDatabase);
    }

    [Fact]
    public async Task Schemas_instead_of_the_tables_that_were_there_are_no_whole_database()
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read title for 2h");

        await SendWithoutAsync(bot, form, "tables", ("schemas", "payroll"));

        Assert.Equal("payroll", Assert.Single(Assert.Single(await bot.RequestsAsync()).Scope.Schemas));
    }

    [Fact]
    public async Task A_table_that_is_not_there_does_not_turn_into_the_whole_database()
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read titel for 2h");

        var pressed = await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = "INC-42" });
        Assert.Contains("There is no table titel", pressed.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, new Dictionary<string, string> { ["tablesTyped"] = "title" });

        Assert.Equal("public.title", Assert.Single(Assert.Single(await bot.RequestsAsync()).Scope.Tables).ToString());
    }

    [Fact]
    public async Task A_level_whose_reach_is_fixed_asks_for_none_of_what_was_said_at_another()
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read title columns title.title for 2h");

        await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = "INC-42", ["level"] = "owner" }, ActionIds.ChangeForm);
        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, Nothing);

        var scope = Assert.Single(await bot.RequestsAsync()).Scope;
        Assert.Equal(("owner", true, true), (scope.Level, scope.Tables.IsEmpty, scope.Columns.IsEmpty));
    }

    [Fact]
    public async Task Tables_in_sight_are_not_passed_over_at_a_level_whose_reach_is_fixed()
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read title for 2h");

        var pressed = await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = "INC-42", ["level"] = "owner" });

        Assert.Contains("is fixed by the operator", pressed.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
    }

    [Theory]
    [InlineData(ActionIds.ChangeForm)]
    [InlineData(ActionIds.Submit)]
    public async Task Back_at_a_level_that_is_narrowed_all_that_was_said_is_there_again_before_it_can_be_sent(string button)
    {
        await using var bot = await StartAsync();
        var form = await FormAsync(bot, "request hr-prod read title columns title.title unmask for 2h");
        await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = "INC-42", ["level"] = "owner" }, ActionIds.ChangeForm);

        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, new Dictionary<string, string> { ["level"] = "read" }, button);
        Assert.Empty(await bot.RequestsAsync());
        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, Nothing);

        var scope = Assert.Single(await bot.RequestsAsync()).Scope;
        Assert.Equal(("public.title", "public.title.title", true), (Assert.Single(scope.Tables).ToString(), Assert.Single(scope.Columns).ToString(), scope.Unmask));
    }

    private static async Task<TwinPressed> SendWithoutAsync(TeamsBot bot, TwinMessage form, string field, params (string Field, string Value)[] filled)
    {
        var (action, inputs) = TwinCard.Button(form.CardFor(bot.Dana)!.Value, ActionIds.Submit);
        var data = TwinCard.Data(action, inputs, filled.Append(("reason", "INC-42")).ToDictionary());
        data.Remove(field);
        return await bot.Dana.SendPressAsync(form, bot.Twin.Activities.Pressed(bot.Dana, form, action, data));
    }

    private static async Task<TwinMessage> FormAsync(TeamsBot bot, string line) => (await bot.Dana.SayAsync(line)).Replies.Single();

    private static async Task<TeamsBot> StartAsync()
    {
        var bot = await TeamsBot.StartAsync(target: target => target with
        {
            Profiles = [.. AccessProfile.BuiltIn, new() { Name = "owner", Level = AccessLevel.Ddl, MemberOf = ["hr_owner"] }],
            Masking = new() { Rules = [new("*", "*", "amount", Mask.Hidden)] },
        });
        var connector = (MemoryConnector)bot.Get<ITargetConnector>();
        connector.Catalog = new(
        [
            new("hr", new("public", "title"), RelationKind.Table) { Columns = [new("title", Mask.Plain)] },
            new("hr", new("payroll", "salary"), RelationKind.Table) { Columns = [new("amount", Mask.Hidden)] },
        ]);
        connector.Bind("hr");
        return bot;
    }
}
