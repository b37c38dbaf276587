using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>What a policy says, as the people it concerns see it, through whichever chat they use.</summary>
public abstract class PolicyJourneys(JourneyWorlds worlds)
{
    private const string Writes = "request hr-prod write title for 1h because INC-43 correct a title";
    private const string Reads = "request hr-prod read title for 1h because INC-42 wrong titles";

    /// <summary>The versions of PostgreSQL that journeys are on.</summary>
    public static IEnumerable<object[]> Versions => JourneyWorlds.NewestVersion;

    private protected abstract JourneyFace Face { get; }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_is_routine_is_given_at_once(int major)
    {
        var journey = await OnAsync(major, Rule("reads", "request.level == 'read'", Automatic));

        var request = await AskAsync(journey, Reads);
        await journey.UntilAsync(request, RequestState.Active);

        Assert.Null(await Journey.TryAsync(await journey.ShowCredentialsAsync(request), "select * from title"));
        var told = await journey.Omar.WaitForAsync(() => journey.Omar.Channel.LastOrDefault(card => card.Lines.Contains(request.Id.Value, StringComparison.Ordinal)));
        Assert.Contains("Nobody had to decide, as rule reads says", told.Lines, StringComparison.Ordinal);
        Assert.Empty(told.Buttons);
    }

    // Rules 24, 28
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Masked_columns_are_told_and_read_masked_and_showing_them_is_an_approval_of_its_own(int major)
    {
        var journey = await OnAsync(major, Rule("unmasking", "request.unmask && resource.masked_columns.size() > 0", """[ { "Groups": [ "hr-owners" ] } ]"""));
        var masked = await AskAsync(journey, "request hr-prod read employee for 1h because INC-42 wrong titles");
        Assert.Contains("employee.email (first 1 shown)", (await journey.Omar.ChannelCardAsync(masked, "Approve")).Lines, StringComparison.Ordinal);
        await journey.ApproveAsync(masked, journey.Omar);
        await journey.UntilAsync(masked, RequestState.Active);
        Assert.Equal("a****", await Journey.ReadAsync(await journey.ShowCredentialsAsync(masked), "select email from employee where first_name = 'Ada' limit 1"));

        var unmasked = await AskAsync(journey, "request hr-prod read employee columns employee.id,employee.email unmask for 1h because INC-42 write to them");
        var card = await journey.Rita.ChannelCardAsync(unmasked, "Approve");
        Assert.Contains("asks for unmasked read on hr-prod", card.Lines, StringComparison.Ordinal);
        Assert.Contains("public.employee (email, id)", card.Lines, StringComparison.Ordinal);
        Assert.Contains("anyone in hr-owners (rule unmasking)", card.Lines, StringComparison.Ordinal);
        await journey.ApproveAsync(unmasked, journey.Rita);
        await journey.UntilAsync(unmasked, RequestState.Active);
        var login = await journey.ShowCredentialsAsync(unmasked);
        Assert.Contains('@', await Journey.ReadAsync(login, "select email from employee limit 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Journey.TryAsync(login, "select last_name from employee"));
    }

    // Rule 19
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Access_bound_to_an_address_says_so_and_is_let_in_from_nowhere_else(int major)
    {
        Assert.SkipWhen(major < LoginTriggerFile.Oldest, $"PostgreSQL {major} has no login triggers.");
        var journey = await OnAsync(major, Rule("from here", "request.source_ip == '127.0.0.1'", Automatic));
        await LoginTriggerFile.RunAsync(journey.World.Databases.Server.ConnectionString("hr_prod"), TestContext.Current.CancellationToken);
        journey.Time.Advance(TimeSpan.FromMinutes(1));

        var here = await AskAsync(journey, "request hr-prod read title from 127.0.0.1 for 1h because INC-42 wrong titles");
        await journey.UntilAsync(here, RequestState.Active);
        var granted = await journey.Dana.CardAsync(here, "Show credentials");
        Assert.Contains("127.0.0.1 only, until", Plain(granted.Lines), StringComparison.Ordinal);
        Assert.Contains("the database itself no longer lets this account in", granted.Lines, StringComparison.Ordinal);
        Assert.Null(await Journey.TryAsync(await journey.ShowCredentialsAsync(here), "select * from title"));

        var elsewhere = await AskAsync(journey, "request hr-prod read title from 10.9.8.7 for 1h because INC-42 wrong titles");
        Assert.Contains("10.9.8.7 only, for 1 h", Plain((await journey.Omar.ChannelCardAsync(elsewhere, "Approve")).Lines), StringComparison.Ordinal);
        await journey.ApproveAsync(elsewhere, journey.Omar);
        await journey.UntilAsync(elsewhere, RequestState.Active);
        Assert.Equal(PostgresErrorCodes.InvalidAuthorizationSpecification, await Journey.TryAsync(await journey.ShowCredentialsAsync(elsewhere), "select 1"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_is_refused_is_answered_with_the_operators_words_and_asks_nobody(int major)
    {
        var journey = await OnAsync(major, """{ "Name": "freeze", "When": "request.level == 'write'", "Deny": "Frozen until Monday; call the DBA on duty." }""");
        var cards = journey.Omar.Channel.Count;

        await journey.Dana.SayAsync(Writes);

        await journey.Dana.HearsAsync("Frozen until Monday; call the DBA on duty.");
        Assert.Contains("freeze", journey.Dana.Answer, StringComparison.Ordinal);
        Assert.Equal(cards, journey.Omar.Channel.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Two_steps_are_two_decisions_and_the_second_is_called_by_name(int major)
    {
        var journey = await OnAsync(major, Rule("writes", "request.level == 'write'", """[ { "Groups": [ "dba" ] }, { "Groups": [ "target-owners" ] } ]"""));
        var request = await AskAsync(journey, Writes);
        var card = await journey.Omar.ChannelCardAsync(request, "Approve");
        Assert.Contains("step 1 of 2", card.Lines, StringComparison.Ordinal);

        await journey.ApproveAsync(request, journey.Omar);
        await journey.Omar.HearsAsync("It waits for anyone in hr-owners now");
        await journey.Rita.WaitForAsync(() => journey.Rita.Below(card).FirstOrDefault(line => Calls(line, "Rita")));
        await journey.ApproveAsync(request, journey.Rita);

        await journey.UntilAsync(request, RequestState.Active);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_group_has_to_be_heard_where_the_rule_says_each(int major)
    {
        var journey = await OnAsync(major, Rule("writes", "request.level == 'write'", """[ { "Groups": [ "dba", "hr-owners" ], "From": "each" } ]"""));
        var request = await AskAsync(journey, Writes);

        await journey.ApproveAsync(request, journey.Rita);
        await journey.UntilAsync(request, now => now.Decisions.Length == 1);
        await journey.ApproveAsync(request, journey.Omar);

        await journey.UntilAsync(request, RequestState.Active);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_step_that_waits_too_long_is_for_the_next_group_too_and_they_are_called(int major)
    {
        var journey = await OnAsync(major, Rule("writes", "request.level == 'write'", """[ { "Groups": [ "omars" ], "EscalateAfter": "00:30:00", "EscalateTo": [ "hr-owners" ] } ]"""));
        var request = await AskAsync(journey, Writes);
        var card = await journey.Omar.ChannelCardAsync(request, "Approve");
        await journey.ApproveAsync(request, journey.Rita);
        await journey.Rita.HearsAsync("This is not for you to decide");

        await journey.PassAsync(TimeSpan.FromMinutes(31));
        await journey.Rita.WaitForAsync(() => journey.Rita.Below(card).FirstOrDefault(line => line.Contains("hr-owners may decide, too", StringComparison.Ordinal) && Calls(line, "Rita")));
        await journey.ApproveAsync(request, journey.Rita);

        await journey.UntilAsync(request, RequestState.Active);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_requester_nudges_once_and_those_who_decide_are_called(int major)
    {
        var journey = await OnAsync(major, "");
        var request = await AskAsync(journey, Reads);
        var card = await journey.Omar.ChannelCardAsync(request, "Approve");

        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "Nudge"), "Nudge");

        await journey.Dana.HearsAsync("They are asked to look");
        var nudge = await journey.Omar.WaitForAsync(() => journey.Omar.Below(card).FirstOrDefault(line => line.Contains("asks you to look", StringComparison.Ordinal)));
        Assert.True(Calls(nudge, "Omar") && Calls(nudge, "Rita"), nudge);
        await journey.CardsAsync(request, card => !card.Buttons.Contains("Nudge"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_request_lapses_and_its_holder_is_reminded_when_the_rule_says(int major)
    {
        var journey = await OnAsync(major, Rule("writes", "request.level == 'write'", """[ { "Groups": [ "dba" ] } ], "LapsesAfter": "00:20:00", "RemindBefore": "00:25:00" """));
        var lapses = await AskAsync(journey, Writes);
        await journey.Omar.ChannelCardAsync(lapses, "Approve");
        await journey.PassAsync(TimeSpan.FromMinutes(21));
        await journey.UntilAsync(lapses, RequestState.Lapsed);
        await journey.CardsAsync(lapses, card => card.Buttons.IsEmpty);

        var granted = await journey.GrantAsync(Writes);
        await journey.PassAsync(TimeSpan.FromMinutes(36));

        await journey.Dana.ReadsAsync(granted, "Ends soon");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Beyond_a_cap_it_is_said_what_to_do(int major)
    {
        var journey = await OnAsync(major, "", """ "GrantsPerPerson": 1 """);
        var waits = await AskAsync(journey, Reads);
        var first = await journey.GrantAsync(Reads);

        await journey.Dana.SayAsync(Reads);
        await journey.Dana.HearsAsync("You have enough at once");
        await journey.ApproveAsync(waits, journey.Omar);
        await journey.Omar.HearsAsync("They have enough at once");

        await journey.Dana.PressAsync(await journey.Dana.CardAsync(first, "I am done"), "I am done");
        await journey.UntilAsync(first, RequestState.Ended);
        await journey.ApproveAsync(waits, journey.Omar);
        await journey.UntilAsync(waits, RequestState.Active);
        await journey.Dana.PressAsync(await journey.Dana.CardAsync(waits, "I am done"), "I am done");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Beyond_the_days_automatic_approvals_people_decide(int major)
    {
        var journey = await OnAsync(major, Rule("reads", "request.level == 'read'", Automatic), """ "AutomaticPerPersonAndDay": 1 """);
        // Other journeys of the day have had theirs.
        var request = await AskAsync(journey, Reads);
        while (request.State != RequestState.Pending)
        {
            request = await AskAsync(journey, Reads);
        }

        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "Why?"), "Why?");
        await journey.Dana.HearsAsync("the day's automatic approvals are used up");
        await journey.ApproveAsync(request, journey.Omar);

        await journey.UntilAsync(request, RequestState.Active);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_ticket_has_to_look_as_the_rule_asks(int major)
    {
        var journey = await OnAsync(major, Rule("writes", "request.level == 'write'", """[ { "Groups": [ "dba" ] } ], "Ticket": { "Required": true, "Pattern": "^HR-[0-9]+$", "Hint": "HR-1234" } """));

        await journey.Dana.SayAsync(Writes);
        await journey.Dana.WaitForAsync(() => journey.Dana.Screen.Contains("HR-1234", StringComparison.Ordinal) ? "the form" : null);
        var request = await AskAsync(journey, "request hr-prod write title for 1h because HR-43 correct a title");

        Assert.Equal("HR-43", request.Ticket);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_newer_refusal_wins_over_the_approval(int major)
    {
        var journey = await OnAsync(major, "");
        var request = await AskAsync(journey, Writes);
        await journey.Omar.ChannelCardAsync(request, "Approve");
        journey.WritePolicy("""{ "Name": "freeze", "When": "request.level == 'write'", "Deny": "Frozen until Monday." }""");

        await journey.ApproveAsync(request, journey.Omar);

        await journey.Omar.HearsAsync("The policy does not allow this any more");
        await journey.UntilAsync(request, RequestState.Denied);
        await journey.CardsAsync(request, card => card.Buttons.IsEmpty && card.Lines.Contains("Frozen until Monday.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Why_a_rule_applied_is_told_to_who_asks_and_to_who_decides(int major)
    {
        var journey = await OnAsync(major, string.Join(", ",
            Rule("freeze", "resource.target == 'hr-test'", Automatic), Rule("writes", "request.level == 'write'", """[ { "Groups": [ "dba" ] } ], "Risk": "high" """)));
        var request = await AskAsync(journey, Writes);
        var card = await journey.Omar.ChannelCardAsync(request, "Approve");
        Assert.Contains("high", card.Lines, StringComparison.Ordinal);

        await journey.Omar.PressAsync(card, "Why?");
        await journey.Omar.HearsAsync("request.level == 'write'");
        Assert.Contains("Rule freeze does not: resource.target == 'hr-test', where resource.target is \"hr-prod\"", Plain(journey.Omar.Answer), StringComparison.Ordinal);
        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "Why?"), "Why?");
        await journey.Dana.HearsAsync("Rule writes applies");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Of_two_last_approvers_one_wins_and_every_card_says_who(int major)
    {
        var journey = await OnAsync(major, "");
        var request = await AskAsync(journey, Reads);
        await journey.Omar.ChannelCardAsync(request, "Approve");

        await Task.WhenAll(journey.ApproveAsync(request, journey.Omar), journey.ApproveAsync(request, journey.Rita));

        var now = await journey.UntilAsync(request, RequestState.Active);
        var winner = Assert.Single(now.Decisions).Approver.Value == "omar" ? journey.Omar : journey.Rita;
        await (winner == journey.Omar ? journey.Rita : journey.Omar).HearsAsync("Already decided");
        await journey.CardsAsync(request, card => !card.Buttons.Contains("Approve") && !card.Buttons.Contains("Withdraw"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Of_an_approval_and_a_withdrawal_one_counts_and_every_card_says_which(int major)
    {
        var journey = await OnAsync(major, "");
        var request = await AskAsync(journey, Reads);
        await journey.Omar.ChannelCardAsync(request, "Approve");
        var mine = await journey.Dana.CardAsync(request, "Withdraw");

        await Task.WhenAll(journey.ApproveAsync(request, journey.Omar), journey.Dana.PressAsync(mine, "Withdraw"));

        var now = await journey.UntilAsync(request, now => now.State is RequestState.Withdrawn or RequestState.Active);
        await journey.CardsAsync(request, card => !card.Buttons.Contains("Approve") && !card.Buttons.Contains("Withdraw"));
        Assert.Equal(now.State == RequestState.Active ? 1 : 0, now.Decisions.Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task At_the_instant_of_its_lapse_an_approval_comes_too_late(int major)
    {
        var journey = await OnAsync(major, "");
        var request = await AskAsync(journey, Reads);
        var card = await journey.Omar.ChannelCardAsync(request, "Approve");

        journey.Time.Advance(request.LapsesAt - journey.Time.GetUtcNow());
        await journey.Omar.PressAsync(card, "Approve");

        await journey.UntilAsync(request, RequestState.Lapsed);
        await journey.Omar.HearsAsync("Already decided");
        await journey.CardsAsync(request, card => card.Buttons.IsEmpty);
    }

    private const string Automatic = "\"automatic\"";

    private static string Rule(string name, string when, string approval) =>
        $$"""{ "Name": "{{name}}", "When": "{{when}}", "Longest": "02:00:00", "Approval": {{approval}} }""";

    /// <summary>A platform's own way of calling somebody, or their name in it.</summary>
    private static bool Calls(string line, string name) =>
        line.Contains($"<at>{name}", StringComparison.Ordinal) || line.Contains($"U0{name}", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);

    /// <summary>
    /// As <see cref="Journey.AskAsync"/>, until the bot has noted every card it posted: time that leaps while one is on its way makes it an orphan,
    /// which is only found when somebody presses on it.
    /// </summary>
    private static async Task<AccessRequest> AskAsync(Journey journey, string line)
    {
        var request = await journey.AskAsync(line);
        return await journey.UntilAsync(request, now => now.CardsShown == now.Revision);
    }

    private async Task<Journey> OnAsync(int major, string rules, string caps = "")
    {
        var journey = await worlds.OnAsync(major, Face);
        journey.WritePolicy(rules, caps);
        return journey;
    }
}

public sealed class TeamsPolicyTests(JourneyWorlds worlds) : PolicyJourneys(worlds)
{
    private static readonly JourneyFace Own = JourneyFace.Teams.Apart("with policies of its own");

    private protected override JourneyFace Face => Own;
}

public sealed class SlackPolicyTests(JourneyWorlds worlds) : PolicyJourneys(worlds)
{
    private static readonly JourneyFace Own = JourneyFace.SlackHttp.Apart("with policies of its own");

    private protected override JourneyFace Face => Own;
}
