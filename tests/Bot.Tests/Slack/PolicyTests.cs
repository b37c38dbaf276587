using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.Slack;

/// <summary>What a policy says of asking: who is written to, where, and what the form wants.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_quiet_step_writes_to_nobody_and_calls_nobody(bool quiet, int cards)
    {
        await using var bot = await SlackBot.StartAsync();
        InForce(bot, new PolicyRule { Name = "it", Steps = [new(["dba"], Quiet: quiet)] });
        bot.Directory.Change("rita", rita => rita with { AskedInPrivate = true });

        var request = await bot.AskedAsync();
        await bot.Dana.PressAsync(bot.Dana.Dm.FromBot.Single(), "Nudge");
        await bot.RunDueAsync();

        Assert.Equal(cards, bot.Rita.Dm.FromBot.Count(post => post.Lines.Contains(request.Id.Value, StringComparison.Ordinal)));
        var nudge = Assert.Single(bot.Channel.FromBot, post => post.ThreadTs is not null);
        Assert.Equal(!quiet, nudge.Blocks!.Value.GetRawText().Contains($"<@{bot.Rita.Id}>", StringComparison.Ordinal)
            || nudge.Lines.Contains(bot.Rita.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_crowd_is_not_called_by_name()
    {
        await using var bot = await SlackBot.StartAsync();
        string[] crowd = [.. Enumerable.Range(1, 11).Select(number => $"dba{number}")];
        foreach (var id in crowd)
        {
            bot.Directory.People[id] = bot.Directory.People["omar"] with { Id = new(id), Email = $"{id}@example.com" };
        }

        bot.Directory.Groups["dba"] = crowd;
        await bot.AskedAsync();
        await bot.Dana.PressAsync(bot.Dana.Dm.FromBot.Single(), "Nudge");
        await bot.RunDueAsync();

        Assert.DoesNotContain("<@", Assert.Single(bot.Channel.FromBot, post => post.ThreadTs is not null).Blocks!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_asks_in_a_channel_of_its_own()
    {
        await using var bot = await SlackBot.StartAsync();
        var own = bot.Twin.AddChannel("security", "C0000000002");
        own.HasBot = true;
        InForce(bot, new PolicyRule { Name = "it", Steps = [new(["dba"])], Channels = ImmutableDictionary<string, string>.Empty.Add("slack", own.Id) });

        await bot.AskedAsync();

        Assert.Single(own.FromBot);
        Assert.Empty(bot.Channel.FromBot);
    }

    [Fact]
    public async Task The_form_says_what_the_rule_wants()
    {
        await using var bot = await SlackBot.StartAsync();
        InForce(bot, new PolicyRule
        {
            Name = "it",
            Steps = [new(["dba"])],
            Reason = new(IsRequired: false, null, null),
            Ticket = new(IsRequired: true, TextPattern.Read("^HR-[0-9]+$").Pattern, "HR-1234"),
        });
        await bot.Dana.CommandAsync("request hr-prod read title");
        var form = await bot.SeenAsync(() => bot.Dana.Modal);

        Assert.Contains("HR-1234", form.Content.GetRawText(), StringComparison.Ordinal);
        var answer = await bot.Dana.SubmitAsync(form, ("Ticket", "later"), ("For how long", "2h"));

        Assert.Contains("Rule it asks for a ticket such as HR-1234.", answer.Errors!.Values);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task A_form_that_would_be_refused_says_so_before_it_is_sent()
    {
        await using var bot = await SlackBot.StartAsync();
        InForce(bot, new PolicyRule { Name = "freeze", When = JitWorld.When("request.level == 'write'"), Deny = "Frozen until Monday." });

        await bot.Dana.CommandAsync("request hr-prod write title");

        var form = await bot.SeenAsync(() => bot.Dana.Modal);
        Assert.Contains("Not allowed as it stands: Frozen until Monday. (rule freeze)", form.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_Slack_does_not_say_who_is_in_a_group_it_is_told_so_and_nothing_is_decided()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        bot.Directory.Groups["dba"] = [];
        bot.Directory.Unknown = ["dba"];

        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");

        await bot.SeenAsync(() => bot.Omar.Messages.FirstOrDefault(post => post.OnlyFor == bot.Omar && post.Lines.Contains("Slack does not say at the moment who is in dba", StringComparison.Ordinal)));
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
    }

    private static void InForce(SlackBot bot, params PolicyRule[] rules)
    {
        var policy = bot.Get<PolicyInForce>();
        policy.Current = policy.Current with { Version = "policy-2", Rules = [.. rules] };
    }
}
