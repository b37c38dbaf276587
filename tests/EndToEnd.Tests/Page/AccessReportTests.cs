using System.Collections.Immutable;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Reports;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Page;

[Collection(OnStage.Name)]
public sealed class AccessReportTests(Stage stage)
{
    [Fact]
    public async Task An_auditor_opens_the_report_with_a_token_and_sees_who_has_access_and_who_had_it()
    {
        await using var visit = await stage.OpenAsync();
        var bot = visit.World.Bot;
        var (live, revoked) = await AddHistoryAsync(bot);
        var (_, token) = await bot.GetRequiredService<ApiTokens>().CreateAsync(new("rita"), [ApiScopes.ReadReports], "review", null, "root", default);

        await visit.View.GotoAsync($"{visit.World.BotAddress}{ReportEndpoint.Path}");
        await visit.View.GetByLabel("Token with reports:read").FillAsync(token.Reveal());
        await visit.View.GetByRole(AriaRole.Button, new() { Name = "Show the report" }).ClickAsync();

        await Expect(visit.View.GetByRole(AriaRole.Heading, new() { Name = "Access right now" })).ToBeVisibleAsync();
        await Expect(visit.View.Locator("svg rect.live", new() { HasText = live.Value })).ToHaveCountAsync(1);
        await Expect(visit.View.GetByRole(AriaRole.Row, new() { Name = revoked.Value })).ToContainTextAsync("revoked by Rita Holm");
        Assert.EndsWith(ReportEndpoint.Path, visit.View.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
        await visit.PictureAsync("access-report");
        Assert.True(await visit.View.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "It is wider than the window.");
    }

    /// <summary>Six weeks of access, as the store keeps it.</summary>
    /// <returns>One that is live, and one that was revoked.</returns>
    private static async Task<(RequestId Live, RequestId Revoked)> AddHistoryAsync(IServiceProvider bot)
    {
        var (store, now) = (bot.GetRequiredService<IAccessStore>(), Core.Clock.Now(TimeProvider.System));
        (string Person, string Target, string Level, double Day, double Hours, EndCause? Cause)[] lives =
        [
            ("dana", "hr-prod", "read", -27, 8, EndCause.Expired), ("dana", "hr-prod", "write", -21.5, 4, EndCause.GivenBack), ("omar", "hr-prod", "read", -14, 30, EndCause.Expired),
            ("rita", "hr-test", "write", -9, 60, EndCause.Expired), ("dana", "hr-test", "read", -6, 20, EndCause.Revoked), ("omar", "hr-test", "write", -2, 12, EndCause.GivenBack),
            ("dana", "hr-prod", "write", -0.05, 4, null), ("omar", "hr-test", "read", -1, 48, null),
        ];
        var (live, revoked) = (default(RequestId), default(RequestId));
        foreach (var life in lives)
        {
            var (start, until) = (now.AddDays(life.Day), now.AddDays(life.Day).AddHours(life.Hours));
            var ended = life.Cause is { } cause ? new Ending(cause, until, until, cause == EndCause.Revoked ? new("rita") : new(life.Person), cause == EndCause.Revoked ? "not needed" : null) : null;
            var request = Support.Sample.Request(ended is null ? RequestState.Active : RequestState.Ended, target: life.Target, submittedAt: start.AddMinutes(-9));
            (live, revoked) = (life.Cause is null ? request.Id : live, life.Cause == EndCause.Revoked ? request.Id : revoked);
            await store.TryAddAsync(request with
            {
                Requester = new(life.Person),
                Scope = request.Scope with { Level = life.Level },
                Reason = "INC-42 wrong totals in the payroll run",
                Audit = [],
                Cards = ImmutableArray<PostedCard>.Empty,
                CardsShown = request.Revision,
                Decisions = [new(new(life.Person == "omar" ? "rita" : "omar"), Core.Approvals.Verdict.Approve, start, null)],
                Grant = request.Grant with { ActiveSince = start, EndsAt = until, EndedAt = ended is null ? null : until, ConfirmedAt = ended is null ? null : until, Ending = ended, AccountName = $"jit_{life.Person}_{request.Id}" },
            }, default);
        }

        return (live, revoked);
    }
}
