using System.Net;
using JitBot.Bot.Reports;
using JitBot.Bot.Tests.Api;
using JitBot.Core.Requests;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Reports;

public sealed class AccessReportTests
{
    [Fact]
    public async Task A_browser_is_asked_for_a_token_and_then_shown_who_has_access()
    {
        await using var bot = await ApiBot.StartAsync();
        await bot.GrantAsync();
        var asked = await bot.Http.GetAsync(new Uri(ReportEndpoint.Path, UriKind.Relative), TestContext.Current.CancellationToken);

        var (status, page) = await ShowAsync(bot, await bot.TokenAsync("olga", "reports:read"));

        Assert.Contains("name=\"token\" type=\"password\"", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<b>1</b>live now", page, StringComparison.Ordinal);
        Assert.Contains("<td>Dana Example</td><td class=\"keep\">read on hr-prod</td><td>hr: 1 table</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>Omar Example</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_reports_nothing_is_shown()
    {
        await using var bot = await ApiBot.StartAsync();
        await bot.GrantAsync();

        foreach (var token in (string[])[await bot.TokenAsync("olga", "audit:read"), "jit_nobody", ""])
        {
            var (status, page) = await ShowAsync(bot, token);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.DoesNotContain("Dana", page, StringComparison.Ordinal);
        }
    }

    // Rule 37
    [Fact]
    public async Task What_people_write_is_shown_as_text_and_the_page_runs_nothing()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.PostAsync(await bot.TokenAsync("dana"), "/api/v1/requests",
            """{ "target": "hr-prod", "level": "read", "tables": ["title"], "duration": "PT2H", "reason": "INC-1 <script>alert(1)</script> & \"more\"" }""");
        await bot.PostAsync(await bot.TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/approve", $$"""{ "terms": {{asked.Terms}} }""");
        await bot.RunDueAsync();

        using var form = new FormUrlEncodedContent([new("token", await bot.TokenAsync("olga", "reports:read"))]);
        using var answer = await bot.Http.PostAsync(new Uri(ReportEndpoint.Path, UriKind.Relative), form, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Of_a_period_those_are_shown_whose_access_was_live_in_it_at_any_time()
    {
        await using var world = new JitWorld();
        var begin = world.Time.GetUtcNow();
        var before = await world.GrantAsync();
        await PassTwoDaysAsync();
        var within = await world.GrantAsync();
        await PassTwoDaysAsync();
        var after = await world.GrantAsync();

        var report = await Of(world).HandleAsync(begin.AddDays(1), begin.AddDays(3), TestContext.Current.CancellationToken);
        var all = await Of(world).HandleAsync(null, null, TestContext.Current.CancellationToken);

        Assert.Equal(within.Id, Assert.Single(report.Grants).Request);
        Assert.Equal([after.Id, within.Id, before.Id], all.Grants.Select(grant => grant.Request));
        Assert.Equal(after.Id, Assert.Single(all.Live).Request);

        async Task PassTwoDaysAsync()
        {
            await world.PassAsync(TimeSpan.FromHours(2));
            await world.PassAsync(TimeSpan.FromHours(46));
        }
    }

    [Fact]
    public async Task What_was_over_before_the_period_is_not_even_read()
    {
        var log = new RecordedLog();
        await using var world = new JitWorld();
        var store = new InMemoryAccessStore(new Logger<InMemoryAccessStore>(log));
        var over = (await store.TryAddAsync(Lived(world.Time.GetUtcNow().AddDays(-31), hours: 8), TestContext.Current.CancellationToken))!;
        await store.OverwriteAsync(over.Id, "{ \"read\": \"never\" }");

        var report = await Of(world, store).HandleAsync(null, null, TestContext.Current.CancellationToken);

        Assert.Empty(report.Grants);
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_in_the_period_is_shown_however_long_before_it_was_asked_for()
    {
        await using var world = new JitWorld();
        var now = world.Time.GetUtcNow();
        var (over, within) = (Lived(now.AddDays(-31), hours: 8), Lived(now.AddDays(-31), hours: 48));
        foreach (var request in (AccessRequest[])[over, within])
        {
            await world.Store.TryAddAsync(request with { SubmittedAt = now.AddDays(-390) }, TestContext.Current.CancellationToken);
        }

        var report = await Of(world).HandleAsync(null, null, TestContext.Current.CancellationToken);

        Assert.Equal(within.Id, Assert.Single(report.Grants).Request);
    }

    [Fact]
    public void People_stand_in_the_same_order_on_every_machine()
    {
        var (from, to) = (ManualTime.Start, ManualTime.Start.AddDays(1));
        ReportedGrant[] grants = [.. ((string[])["anna", "Åsa", "Zoe"]).Select(Of)];

        var drawn = new Html();
        drawn.AddTimeline("hr-prod", grants, from, to);

        Assert.Equal(["Zoe", "anna", Html.Escape("Åsa")], System.Text.RegularExpressions.Regex.Matches(drawn.ToString(), "(?<=class=\"name\">)[^<]*", default, TimeSpan.FromSeconds(1)).Select(name => name.Value));

        ReportedGrant Of(string person) => new(Sample.Request().Id, person, "hr-prod", "read on hr-prod", "hr", "jit_x", from, to, to, "its time was over") { Rule = "rule", Reason = "INC-1" };
    }

    [Fact]
    public async Task A_target_on_hold_and_what_is_left_on_targets_stand_in_it()
    {
        await using var world = new JitWorld();
        await world.Get<Core.Sweep.SweepRecords>().ChangeAsync("hr-prod", record => record with
        {
            Hold = new(world.Time.GetUtcNow(), [Core.Sweep.HoldCause.AnotherServer], "other", 1, Core.Sweep.Differing.Of([]), Core.Sweep.Differing.Of([])),
        }, TestContext.Current.CancellationToken);

        var page = ReportPage.Of(await Of(world).HandleAsync(null, null, TestContext.Current.CancellationToken));

        Assert.Contains("On hold since", page, StringComparison.Ordinal);
        Assert.Contains("this is not the server that its accounts were made on", page, StringComparison.Ordinal);
    }

    private static AccessRequest Lived(DateTimeOffset start, int hours)
    {
        var ended = Sample.Request(RequestState.Ended, submittedAt: start);
        return ended with { Grant = ended.Grant with { ActiveSince = start, EndsAt = start.AddHours(hours), EndedAt = start.AddHours(hours) } };
    }

    private static MakeReport Of(JitWorld world, InMemoryAccessStore? store = null) => new(
        store ?? world.Store, world.Directory, world.Get<Core.Sweep.ListResidue>(), world.Get<Core.Audit.ReadChain>(), world.Time);

    private static async Task<(HttpStatusCode Status, string Page)> ShowAsync(ApiBot bot, string token)
    {
        using var form = new FormUrlEncodedContent([new("token", token)]);
        using var answer = await bot.Http.PostAsync(new Uri(ReportEndpoint.Path, UriKind.Relative), form, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
