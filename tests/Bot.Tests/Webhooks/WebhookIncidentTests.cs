using System.Collections.Immutable;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Incidents;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>What is wrong elsewhere decides what policies say here, for as long as it is open.</summary>
public sealed class WebhookIncidentTests : IAsyncLifetime
{
    private static readonly PolicyDocument Freeze = new("", [WebhookBot.Rule("frozen") with { When = JitWorld.When("incident.active && incident.severity == 'critical'"), Deny = "Not during an incident." }], WebhookBot.Rule("fallback"));

    private WebhookBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await WebhookBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task While_one_is_open_the_form_and_the_decision_come_out_otherwise()
    {
        _bot.Policy = Freeze;
        var waits = await _bot.AskedAsync();
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout"));

        var form = await PreviewAsync();
        var decision = await _bot.Get<DecideRequest>().HandleAsync(new(waits.Id, waits.Terms, _bot.Directory.People["omar"], Verdict.Approve, null), default);
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "checkout"));
        var after = await PreviewAsync();

        Assert.Equal(("frozen", "Not during an incident."), (form.Rule!.Name, form.Verdict!.Denied));
        Assert.IsType<DecideOutcome.DeniedByPolicy>(decision);
        Assert.Equal(("fallback", null), (after.Rule!.Name, after.Verdict!.Denied));
    }

    [Fact]
    public async Task The_worst_open_one_counts()
    {
        foreach (var (id, severity) in ((string, string)[])[("a", "weird"), ("b", "P3"), ("c", "SEV2"), ("d", "low")])
        {
            await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", id, severity));
        }

        Assert.Equal("sev2", await WorstAsync());
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "c"));
        Assert.Equal("p3", await WorstAsync());
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "b"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "d"));
        Assert.Equal("weird", await WorstAsync());
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "a"));
        Assert.Null(await WorstAsync());
    }

    [Fact]
    public async Task Opening_changing_and_closing_are_on_record()
    {
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout", "high"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout", "HIGH"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "checkout"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("close", "checkout"));

        Assert.Equal(
            ["incident.opened high", "incident.severity-changed critical", "incident.closed critical"],
            (await _bot.RecordAsync()).Select(entry => $"{entry.Event} {entry.Facts["severity"]}"));
        Assert.All(await _bot.RecordAsync(), entry => Assert.Equal(
            ("webhook deploys", "checkout", "Checkout is down"), (entry.Via, entry.Facts["incident"], entry.Facts["title"])));
    }

    [Fact]
    public async Task One_that_nothing_more_is_heard_of_is_over_after_a_day()
    {
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "renewed"));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "forgotten", "p0"));
        _bot.Time.Advance(TimeSpan.FromHours(23));
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "renewed"));
        _bot.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("critical", await WorstAsync());
        await _bot.Get<OpenIncidents>().CloseForgottenAsync([WebhookBot.Deploys.Name], default);
        var closed = Assert.Single(await _bot.RecordAsync(), entry => entry.Event == AuditEvents.IncidentClosed);
        Assert.Equal(("forgotten", "Nothing more was heard of it.", null), (closed.Facts["incident"], closed.Reason, closed.Via));
    }

    [Fact]
    public async Task Those_of_a_source_that_is_not_listened_to_any_more_are_over()
    {
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout"));

        await _bot.Get<OpenIncidents>().CloseForgottenAsync(["another"], default);

        Assert.Null(await WorstAsync());
        var closed = Assert.Single(await _bot.RecordAsync(), entry => entry.Event == AuditEvents.IncidentClosed);
        Assert.Equal(("checkout", "Its source may not tell of incidents any more.", null), (closed.Facts["incident"], closed.Reason, closed.Via));
    }

    [Fact]
    public async Task A_change_that_a_crash_kept_from_the_record_gets_there_once()
    {
        var operations = 0;
        _bot.Keyed.Answering = () => _bot.Keyed.IsDown = ++operations == 4;
        await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "checkout"));
        (_bot.Keyed.Answering, _bot.Keyed.IsDown) = (null, false);

        await _bot.Get<OpenIncidents>().CloseForgottenAsync([WebhookBot.Deploys.Name], default);
        await _bot.Get<OpenIncidents>().CloseForgottenAsync([WebhookBot.Deploys.Name], default);

        Assert.Equal("critical", await WorstAsync());
        Assert.Single(await _bot.RecordAsync(), entry => entry.Event == AuditEvents.IncidentOpened);
    }

    [Fact]
    public async Task With_the_store_down_a_policy_that_asks_for_incidents_lets_nothing_through()
    {
        _bot.Policy = new("", [WebhookBot.Rule("quiet") with { When = JitWorld.When("!incident.active"), Steps = [] }], WebhookBot.Rule("fallback"));
        _bot.Keyed.IsDown = true;

        await Assert.ThrowsAsync<StoreDownException>(() => _bot.AskedAsync());
        Assert.Empty(await _bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task Nobody_looks_for_incidents_that_the_policy_does_not_ask_for()
    {
        _bot.Keyed.IsDown = true;

        Assert.Equal("fallback", (await PreviewAsync()).Rule!.Name);
    }

    [Fact]
    public async Task Alertmanager_opens_and_closes_each_alert_by_its_fingerprint()
    {
        var opened = await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f1", "firing", "warning"), ("f2", "firing", "critical")));
        Assert.Equal((200, "critical"), (opened.Status, await WorstAsync()));

        await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f2", "resolved", "critical"), ("f1", "firing", "warning")));
        Assert.Equal("warning", await WorstAsync());

        var closed = await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f1", "resolved", "warning"), ("f2", "resolved", "critical")));
        Assert.Null(await WorstAsync());
        Assert.Equal(["closed", "not-open"], closed.Body!["incidents"]!.AsArray().Select(told => told!["result"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_alert_that_fires_again_is_open_again_though_it_began_before()
    {
        await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f1", "firing", "critical")));
        _bot.Time.Advance(TimeSpan.FromMinutes(11));
        await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f1", "resolved", "critical")));
        await _bot.SendAsync(WebhookBot.Alerts, Payloads.Alertmanager(("f1", "firing", "critical")));

        Assert.Equal("critical", await WorstAsync());
    }

    [Fact]
    public async Task PagerDuty_opens_renews_and_closes_an_incident_in_the_order_of_its_events()
    {
        var at = ManualTime.Start;
        var results = new List<string>();
        foreach (var (type, status, seconds, priority) in ((string, string, int, string?)[])
            [
                ("incident.triggered", "triggered", 1, null), ("incident.acknowledged", "acknowledged", 2, null), ("incident.priority_updated", "acknowledged", 3, "P1"),
                ("incident.triggered", "triggered", 1, "P5"), ("incident.resolved", "resolved", 5, "P1"), ("incident.priority_updated", "triggered", 4, "P1"), ("incident.reopened", "triggered", 6, "P2"),
            ])
        {
            _bot.Time.Advance(TimeSpan.FromSeconds(10));
            var heard = await _bot.SendAsync(WebhookBot.Pager, Payloads.PagerDuty(type, status, at.AddSeconds(seconds), priority));
            results.Add($"{heard.Body!["incidents"]![0]!["result"]!.GetValue<string>()}, {await WorstAsync() ?? "none"}");
        }

        Assert.Equal(["opened, high", "renewed, high", "severity-changed, p1", "outdated, p1", "closed, none", "outdated, none", "opened, p2"], results);
    }

    [Fact]
    public async Task An_event_from_long_ago_opens_nothing()
    {
        var old = Payloads.PagerDuty("incident.triggered", "triggered", ManualTime.Start);
        _bot.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        Assert.False((await _bot.SendAsync(WebhookBot.Pager, old)).Done);
        Assert.Null(await WorstAsync());
    }

    [Fact]
    public async Task Events_that_say_nothing_of_an_incident_are_taken_so_that_PagerDuty_goes_on_sending()
    {
        var heard = await _bot.SendAsync(WebhookBot.Pager, Payloads.PagerDutyPing);

        Assert.Equal((200, false, "Nothing to do"), (heard.Status, heard.Done, heard.Title));
    }

    [Fact]
    public async Task Severities_are_called_as_the_operator_calls_them()
    {
        await using var bot = await WebhookBot.StartAsync(WebhookBot.Pager with { Severities = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase).Add("p1", "critical") });

        await bot.SendAsync(WebhookBot.Pager, Payloads.PagerDuty("incident.triggered", "triggered", ManualTime.Start));

        Assert.Equal("critical", await bot.Get<OpenIncidents>().WorstAsync(default));
    }

    [Fact]
    public async Task A_source_has_a_bounded_number_of_open_ones()
    {
        var reports = Enumerable.Range(0, 1200).Select(number => new IncidentReport($"{number}", IsOpen: true, "high", "", ManualTime.Start)).ToArray();

        var changes = await _bot.Get<OpenIncidents>().HearAsync("deploys", reports, TimeSpan.FromDays(1), default);

        Assert.Equal((1000, 200), (changes.Count(change => change == IncidentChange.Opened), changes.Count(change => change == IncidentChange.TooMany)));
    }

    private Task<string?> WorstAsync() => _bot.Get<OpenIncidents>().WorstAsync(default);

    private async Task<DraftAnalysis> PreviewAsync()
    {
        var draft = new RequestDraft { Target = "hr-prod", Level = "read", Tables = ["title"], Duration = TimeSpan.FromHours(2), Reason = "wrong totals" };
        return Assert.IsType<PreviewOutcome.Previewed>(await _bot.Get<PreviewRequest>().HandleAsync(_bot.Directory.People["dana"], draft, default)).Analysis;
    }
}
