using JitBot.Bot.Configuration;
using JitBot.Bot.Slack;
using JitBot.Core.People;
using JitBot.Core.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Approver groups that are kept in Slack: believed for a minute, for five while Slack does not answer, and then not at all (rule 34).</summary>
public sealed class UserGroupTests
{
    private const string Method = "usergroups.users.list";

    private static readonly (string, Group) KeptInSlack = ("dba", new([], ["S0DBA"]));

    [Fact]
    public async Task A_member_of_the_user_group_can_approve()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        await bot.AskedAsync();

        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");

        Assert.Equal(RequestState.Approved, (await bot.OnlyRequestAsync()).State);
    }

    // Rule 35
    [Fact]
    public async Task Requester_in_the_user_group_cannot_approve_own_request()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Dana, bot.Omar);
        await bot.AskedAsync();

        await bot.Dana.PressAsync(bot.DecisionCard, "Approve");

        await bot.SeenAsync(() => bot.Dana.Ephemerals.FirstOrDefault(post => post.Lines.Contains("This is your own request", StringComparison.Ordinal)));
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task Somebody_taken_out_of_it_can_approve_no_more_within_a_minute()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        var group = bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar, bot.Rita);
        await bot.AskedAsync();
        group.Members = [bot.Rita];
        bot.Time.Advance(TimeSpan.FromMinutes(1));

        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");

        await bot.SeenAsync(() => bot.Omar.Ephemerals.FirstOrDefault(post => post.Lines.Contains("This is not for you to decide", StringComparison.Ordinal)));
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task While_Slack_does_not_answer_its_last_answer_counts_for_five_minutes_and_then_the_group_is_unknown()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        await MembersAsync(bot, "dba");
        bot.Twin.Faults.Down();

        bot.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        var believed = await MembersAsync(bot, "dba");
        bot.Time.Advance(TimeSpan.FromMilliseconds(1));
        var afterwards = await MembersAsync(bot, "dba");

        Assert.Equal(("omar", ""), Say(believed));
        Assert.Equal(("", "dba"), Say(afterwards));
    }

    [Fact]
    public async Task Nobody_of_a_group_that_is_unknown_can_approve_until_Slack_answers_again()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        await bot.AskedAsync();
        bot.Twin.Faults.Answer(503, times: 1000, method: Method);
        bot.Time.Advance(TimeSpan.FromMinutes(5));

        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        await bot.SeenAsync(() => bot.Omar.Ephemerals.LastOrDefault());
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
        bot.Twin.Faults.Clear();
        bot.Time.Advance(TimeSpan.FromSeconds(5));
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");

        Assert.Equal(RequestState.Approved, (await bot.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task People_that_the_configuration_names_stay_in_a_group_whose_rest_is_unknown()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(("dba", new([new("rita")], ["S0DBA"])), ("hr-owners", new([new("olga")], [])));
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);

        Assert.Equal(("olga rita omar", ""), Say(await MembersAsync(bot, "hr-owners", "dba", "no-such-group")));
        bot.Twin.Faults.Down();
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(("olga rita", "dba"), Say(await MembersAsync(bot, "hr-owners", "dba", "no-such-group")));
    }

    [Fact]
    public async Task Somebody_is_in_the_groups_that_name_them_and_in_those_of_their_user_groups()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(
            ("dba", new([new("rita")], ["S0DBA"])), ("hr-owners", new([new("omar"), new("olga")], [])), ("ops", new([new("omar")], ["S0OPS"])));
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        bot.Twin.AddUserGroup("S0OPS", "ops");

        Assert.Equal(("dba hr-owners ops", ""), Say(await GroupsOfAsync(bot, "omar")));
        Assert.Equal(("", ""), Say(await GroupsOfAsync(bot, "sam")));
        bot.Twin.Faults.Down();
        bot.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(("hr-owners ops", "dba"), Say(await GroupsOfAsync(bot, "omar")));
        Assert.Equal(("", "dba ops"), Say(await GroupsOfAsync(bot, "sam")));
        Assert.Equal(("hr-owners", ""), Say(await GroupsOfAsync(bot, "olga"))); // who has no account in Slack
        Assert.Equal(("", ""), Say(await GroupsOfAsync(bot, "nobody")));
    }

    [Fact]
    public async Task Members_whom_nobody_is_linked_to_do_not_count()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar, bot.Twin.AddPerson("stranger", "rita@example.com"));

        Assert.Equal(("omar", ""), Say(await MembersAsync(bot, "dba")));
    }

    [Theory]
    [InlineData("T0SERVED", "T0SERVED", true)]
    [InlineData("T0ELSEWHERE", "T0SERVED", false)]
    [InlineData("T0ANY", "E0ORG", true)]
    [InlineData("E0ORG", "E0ORG", true)]
    [InlineData("E0OTHER", "E0ORG", false)]
    public void Only_accounts_of_what_is_served_can_be_members(string linked, string served, bool can) =>
        Assert.Equal(can, new SlackOptions { BotToken = new("xoxb-1"), Workspaces = [served] }.MayServe(linked));

    [Fact]
    public async Task A_user_group_that_is_disabled_or_does_not_exist_has_nobody_in_it_and_health_says_so()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(("dba", new([], ["S0DBA"])), ("hr-owners", new([], ["S0NONE"])));
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar).Disabled = true;

        Assert.Equal(("", ""), Say(await MembersAsync(bot, "dba", "hr-owners")));
        var health = await HealthAsync(bot);
        Assert.Contains("S0DBA", health.Description, StringComparison.Ordinal);
        Assert.Contains("S0NONE", health.Description, StringComparison.Ordinal);
        Assert.Contains("there is no such user group, or it is disabled", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_scope_shows_in_health_with_what_to_do_although_everything_else_works()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        bot.Twin.Scopes = bot.Twin.Scopes.Remove("usergroups:read");
        await MembersAsync(bot, "dba");
        await bot.Dana.CommandAsync("mine");

        var health = await HealthAsync(bot);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("The user group S0DBA could not be read", health.Description, StringComparison.Ordinal);
        Assert.Contains("the app lacks a scope: compare it with manifests/slack-app.json", health.Description, StringComparison.Ordinal);

        bot.Twin.Scopes = bot.Twin.Scopes.Add("usergroups:read");
        bot.Time.Advance(TimeSpan.FromSeconds(5));
        await MembersAsync(bot, "dba");
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(bot)).Status);
    }

    [Fact]
    public async Task Slack_is_asked_once_a_minute_however_many_want_to_know()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => MembersAsync(bot, "dba"))));
        bot.Time.Advance(TimeSpan.FromSeconds(59));
        await MembersAsync(bot, "dba");

        Assert.All(all, membership => Assert.Equal(("omar", ""), Say(membership)));
        Assert.Equal("S0DBA", Assert.Single(bot.Twin.Calls, call => call.Method == Method).Arguments.GetProperty("usergroup").GetString());
    }

    // Rule 39
    [Fact]
    public async Task A_slow_Slack_keeps_nobody_waiting_and_its_answer_counts_once_it_comes()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        bot.Twin.Faults.Delay(TimeSpan.FromSeconds(2), method: Method);

        var asked = MembersAsync(bot, "dba");
        bot.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("", "dba"), Say(await asked));
        Assert.Equal(("", "dba"), Say(await MembersAsync(bot, "dba"))); // without time passing
        Membership now;
        while (!(now = await MembersAsync(bot, "dba")).Unknown.IsEmpty)
        {
            bot.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(("omar", ""), Say(now));
        Assert.Single(bot.Twin.Calls, call => call.Method == Method);
    }

    // Rule 39
    [Fact]
    public async Task A_pause_that_Slack_asks_for_is_kept()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(30), method: Method);

        await MembersAsync(bot, "dba");
        bot.Time.Advance(TimeSpan.FromSeconds(20));
        await MembersAsync(bot, "dba");
        Assert.Single(bot.Twin.Calls, call => call.Method == Method);
        bot.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(("omar", ""), Say(await MembersAsync(bot, "dba")));
    }

    [Fact]
    public async Task At_start_the_operator_is_warned_of_deciders_that_are_kept_in_Slack()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack, ("hr-owners", new([], ["S0OWNER"])), ("crew", new([], ["S0CREW"])), ("plain", new([new("omar")], [])));
        using var start = ActivatorUtilities.CreateInstance<UserGroupWatch>(bot.Get<IServiceProvider>());

        await start.StartAsync(default);
        await HealthUntilAsync(bot, health => health.Description?.Contains("S0CREW", StringComparison.Ordinal) == true);
        await start.StopAsync(default);

        var warnings = bot.Log.Lines.Where(line => line.Level == LogLevel.Warning && line.Message.Contains("whoever may edit user groups", StringComparison.Ordinal)).Select(line => line.Message);
        Assert.Collection(
            warnings.Order(StringComparer.Ordinal),
            warning => Assert.Contains("dba decides, and is kept in Slack (S0DBA)", warning, StringComparison.Ordinal),
            warning => Assert.Contains("hr-owners decides, and is kept in Slack (S0OWNER)", warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trouble_with_a_user_group_shows_before_somebody_needs_it_and_until_it_is_mended()
    {
        await using var bot = await SlackBot.StartWithGroupsAsync(KeptInSlack);
        bot.Twin.AddUserGroup("S0DBA", "dba", bot.Omar);
        bot.Twin.Scopes = bot.Twin.Scopes.Remove("usergroups:read");
        using var watch = ActivatorUtilities.CreateInstance<UserGroupWatch>(bot.Get<IServiceProvider>());

        await watch.StartAsync(default);
        await HealthUntilAsync(bot, health => health.Description?.Contains("the app lacks a scope", StringComparison.Ordinal) == true);
        bot.Twin.Scopes = bot.Twin.Scopes.Add("usergroups:read");

        await HealthUntilAsync(bot, health => health.Status == HealthStatus.Healthy);
        await watch.StopAsync(default);
    }

    private static Task<Membership> MembersAsync(SlackBot bot, params string[] groups) => bot.Get<IDirectory>().MembersAsync(groups, TestContext.Current.CancellationToken);

    private static Task<PersonGroups> GroupsOfAsync(SlackBot bot, string person) => bot.Get<IDirectory>().GroupsOfAsync(new(person), TestContext.Current.CancellationToken);

    private static (string People, string Unknown) Say(Membership membership) =>
        (string.Join(' ', membership.People.Select(person => person.Id)), string.Join(' ', membership.Unknown));

    private static (string Groups, string Unknown) Say(PersonGroups groups) =>
        (string.Join(' ', groups.Groups.Order(StringComparer.Ordinal)), string.Join(' ', groups.Unknown.Order(StringComparer.Ordinal)));

    private static async Task HealthUntilAsync(SlackBot bot, Func<HealthCheckResult, bool> isSo)
    {
        while (!isSo(await HealthAsync(bot)))
        {
            bot.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static Task<HealthCheckResult> HealthAsync(SlackBot bot) => bot.Get<SlackHealth>().CheckHealthAsync(new(), default);
}
