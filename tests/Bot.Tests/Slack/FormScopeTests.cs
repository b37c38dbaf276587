using System.Text.Json.Nodes;
using JitBot.Core.Targets;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>What narrows a request stays in the form until the one who said it takes it out.</summary>
public sealed class FormScopeTests
{
    private static readonly AccessProfile Premade = new() { Name = "owner", Level = AccessLevel.Ddl, MemberOf = ["hr_owner"] };
    private static readonly string[] Long = [.. Enumerable.Range(1, 90).Select(number => $"a_table_whose_name_is_rather_long_{number:D2}")];

    [Fact]
    public async Task A_form_with_more_tables_than_Slack_keeps_with_it_asks_for_all_of_them()
    {
        await using var bot = await ManyAsync();
        await bot.Dana.CommandAsync($"request hr-prod read {string.Join(',', Long)} because INC-42");

        await bot.Twin.DeliverAsync(Emptied(bot));

        Assert.Equal(Long, (await bot.OnlyRequestAsync()).Scope.Tables.Select(table => table.Name));
    }

    [Fact]
    public async Task A_form_whose_tables_are_not_kept_any_more_asks_for_nothing()
    {
        await using var bot = await ManyAsync();
        await bot.Dana.CommandAsync($"request hr-prod read {string.Join(',', Long)} because INC-42");
        bot.Time.Advance(TimeSpan.FromHours(25));

        await bot.Twin.DeliverAsync(Emptied(bot));

        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        Assert.Contains("open for too long", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_before_there_was_a_target_is_asked_for_on_the_one_that_is_picked()
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync("request tables title columns salary.amount unmask until 2026-03-02T12:00Z because INC-42");

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Target", "hr-test"));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        var request = await bot.OnlyRequestAsync();
        Assert.Equal(("hr-test", "public.title", "payroll.salary.amount"), (
            request.Scope.Target, request.Scope.Tables.Single(table => table.Name == "title").ToString(), Assert.Single(request.Scope.Columns).ToString()));
        Assert.True(request.Scope.Unmask);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), request.Until);
    }

    [Fact]
    public async Task Schemas_typed_before_there_was_a_target_are_asked_for_on_the_one_that_is_picked()
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync("request in hr schema payroll because INC-42");

        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "Target", "hr-test");
        await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Why", StringComparison.Ordinal) ? modal : null);
        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        Assert.Equal("payroll", Assert.Single((await bot.OnlyRequestAsync()).Scope.Schemas));
    }

    [Theory]
    [InlineData("request tables titel because INC-42", "Tables as they were typed", "tablesTyped:hr-test:hr", "title")]
    [InlineData("request schema payrol because INC-42", "Schemas as they were typed", "schemasTyped:hr-test:hr", "payroll")]
    [InlineData("request columns title.titel because INC-42", "Only these columns", "columns:hr-test:hr", "title.title")]
    public async Task What_the_picked_target_does_not_have_is_said_under_its_field_and_asked_for_once_it_is_mended(string line, string field, string block, string right)
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync(line);
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Target", "hr-test"));
        Assert.Contains("⚠ There is no", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        var heard = await bot.Dana.SubmitAsync(bot.Dana.Modal!);
        Assert.Equal(block, Assert.Single(heard.Errors).Key);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, (field, right));

        Assert.False((await bot.OnlyRequestAsync()).Scope.IsWholeDatabase);
    }

    [Fact]
    public async Task A_table_that_is_not_there_does_not_turn_into_the_whole_database()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read titel because INC-42");

        Assert.Equal("tablesTyped:hr-prod:hr", Assert.Single((await bot.Dana.SubmitAsync(bot.Dana.Modal!)).Errors).Key);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Tables as they were typed", ""));

        Assert.True((await bot.OnlyRequestAsync()).Scope.IsWholeDatabase);
    }

    [Fact]
    public async Task A_level_whose_reach_is_fixed_asks_for_none_of_what_was_said_at_another()
    {
        await using var bot = await PremadeAsync();
        await bot.Dana.CommandAsync("request hr-prod read title columns title.title unmask because INC-42");
        await PickLevelAsync(bot, "owner", "is fixed by the operator");

        Assert.Empty((await bot.Dana.SubmitAsync(bot.Dana.Modal!)).Errors);

        var scope = (await bot.OnlyRequestAsync()).Scope;
        Assert.Equal(("owner", true, true), (scope.Level, scope.Tables.IsEmpty, scope.Columns.IsEmpty));
    }

    [Fact]
    public async Task Back_at_a_level_that_is_narrowed_all_that_was_said_is_there_again()
    {
        await using var bot = await PremadeAsync();
        await bot.Dana.CommandAsync("request hr-prod read employee,title columns title.title because INC-42");
        await PickLevelAsync(bot, "owner", "is fixed by the operator");
        await PickLevelAsync(bot, "read", "Only these columns");
        Assert.Contains("employee", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        Assert.Equal("tablesTyped:hr-prod:hr", Assert.Single((await bot.Dana.SubmitAsync(bot.Dana.Modal!)).Errors).Key); // employee is in two schemas
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Tables as they were typed", "public.employee"));

        var scope = (await bot.OnlyRequestAsync()).Scope;
        Assert.Equal("public.employee public.title", string.Join(' ', scope.Tables));
        Assert.Equal("public.title.title", Assert.Single(scope.Columns).ToString());
    }

    [Fact]
    public async Task What_is_out_of_sight_is_shown_before_it_can_be_sent()
    {
        await using var bot = await PremadeAsync();
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");
        await PickLevelAsync(bot, "owner", "is fixed by the operator");

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("jit.form.level.v1", "read"));
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        Assert.Equal("public.title", Assert.Single((await bot.OnlyRequestAsync()).Scope.Tables).ToString());
    }

    /// <summary>A client that sends the form without a single one of its fields.</summary>
    private static SlackDelivery Emptied(SlackBot bot)
    {
        var form = bot.Dana.Modal!;
        var submitted = bot.Twin.Payloads.Submitted(bot.Dana, form, SlackForm.Of(form.Blocks));
        submitted.Payload["view"]!["state"]!["values"] = new JsonObject();
        return submitted;
    }

    private static async Task PickLevelAsync(SlackBot bot, string level, string shows)
    {
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.level.v1", level);
        await bot.SeenAsync(() => bot.Dana.Modal!.Lines.Contains(shows, StringComparison.Ordinal) ? bot.Dana.Modal : null);
    }

    private static async Task<SlackBot> ManyAsync()
    {
        var bot = await SlackBot.StartAsync();
        bot.Connector.Catalog = new([.. Long.Select(name => new CatalogTable("hr", new("public", name), RelationKind.Table))]);
        return bot;
    }

    private static async Task<SlackBot> TwoTargetsAsync() =>
        WithColumns(await SlackBot.StartAsync(socket: false, options: null, [Masked("hr-prod"), Masked("hr-test")]));

    private static async Task<SlackBot> PremadeAsync() =>
        WithColumns(await SlackBot.StartAsync(socket: false, options: null, Masked("hr-prod") with { Profiles = [.. AccessProfile.BuiltIn, Premade] }));

    private static Target Masked(string id) =>
        SlackBot.Target(id, "C0000000001") with { Masking = new() { Rules = [new("*", "*", "amount", Mask.Hidden)] } };

    private static SlackBot WithColumns(SlackBot bot)
    {
        bot.Connector.Catalog = new(
        [
            new("hr", new("public", "employee"), RelationKind.Table),
            new("hr", new("archive", "employee"), RelationKind.Table),
            new("hr", new("public", "title"), RelationKind.Table) { Columns = [new("title", Mask.Plain)] },
            new("hr", new("payroll", "salary"), RelationKind.Table) { Columns = [new("amount", Mask.Hidden)] },
        ]);
        return bot;
    }
}
