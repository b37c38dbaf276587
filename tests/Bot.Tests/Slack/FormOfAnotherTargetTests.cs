using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Slack;

/// <summary>The request form when something else is picked than what it was drawn for.</summary>
public sealed class FormOfAnotherTargetTests
{
    private static ImmutableArray<Target> Two => [Target("hr-prod"), Target("hr-test")];

    [Fact]
    public async Task Another_target_brings_another_form_that_keeps_what_was_said()
    {
        await using var bot = await SlackBot.StartAsync(targets: Two);
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");
        var form = bot.Dana.Modal!;

        await bot.Dana.ChangeAsync(form, "Target", "hr-test");

        form = await bot.SeenAsync(() => bot.Dana.Modal is { } now && now.Hash != form.Hash ? now : null);
        Assert.Empty((await bot.Dana.SubmitAsync(form)).Errors);
        var request = await bot.OnlyRequestAsync();
        Assert.Equal(("hr-test", "INC-42"), (request.Scope.Target, request.Reason));
        Assert.Empty(request.Scope.Tables); // those were ticked on hr-prod
    }

    [Fact]
    public async Task A_form_sent_before_that_of_the_target_picked_was_seen_asks_for_nothing()
    {
        await using var bot = await SlackBot.StartAsync(targets: Two);
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Target", "hr-test"));

        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!);
        Assert.Equal("hr-test", (await bot.OnlyRequestAsync()).Scope.Target);
    }

    [Fact]
    public async Task Picking_a_target_leads_to_its_form()
    {
        await using var bot = await SlackBot.StartAsync(targets: Two);
        await bot.Dana.CommandAsync("request");

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Target", "hr-test"));

        Assert.Contains("Decided by anyone in dba", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
    }

    private static Target Target(string id) => new()
    {
        Id = id,
        Engine = "postgresql",
        Connection = new("Host=nowhere"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty,
    };
}
