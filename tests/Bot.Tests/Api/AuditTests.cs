using JitBot.Bot.Api.Tokens;
using JitBot.Core.Audit;
using JitBot.Support;

namespace JitBot.Bot.Tests.Api;

public sealed class AuditTests : IAsyncLifetime
{
    private ApiBot _bot = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task The_record_is_taken_out_and_checked_with_what_the_API_gives()
    {
        var id = await _bot.GrantAsync();
        await _bot.Get<SealAudit>().HandleAsync(Ct);
        var auditor = await _bot.TokenAsync("sam", ApiScopes.ReadAudit);

        var export = await _bot.GetAsync(auditor, "/api/v1/audit");

        using var keys = AuditPublicKeys.Read((await _bot.GetAsync(auditor, "/api/v1/audit/public-key")).Body);
        var verify = new VerifyAudit(keys!);
        foreach (var line in export.Body.TrimEnd('\n').Split('\n'))
        {
            verify.Read(line);
        }

        Assert.True(Assert.IsType<AuditVerdict.Whole>(verify.End()).Entries > 3);
        Assert.Equal("application/x-ndjson", export.MediaType);
        Assert.Contains(id, export.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_CSV_it_is_just_the_entries_of_that_time()
    {
        await _bot.GrantAsync();
        await _bot.Get<SealAudit>().HandleAsync(Ct);
        var auditor = await _bot.TokenAsync("sam", ApiScopes.ReadAudit);
        var day = ManualTime.Start;

        var all = await _bot.GetAsync(auditor, $"/api/v1/audit?format=csv&from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}");
        var none = await _bot.GetAsync(auditor, $"/api/v1/audit?format=csv&from={day.AddDays(1):yyyy-MM-dd'T'HH:mm'Z'}");

        Assert.Equal("text/csv", all.MediaType);
        Assert.Contains("approval.given", all.Body, StringComparison.Ordinal);
        Assert.StartsWith("seq,id,at,event,", none.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("approval.given", none.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=yesterday"), InlineData("to=2026-13-01"), InlineData("from=2026-11-01T18:00"), InlineData("format=xml"), InlineData("to=")]
    public async Task What_cannot_be_read_of_a_time_is_told(string query)
    {
        var said = await _bot.GetAsync(await _bot.TokenAsync("sam", ApiScopes.ReadAudit), $"/api/v1/audit?{query}");

        Assert.Equal("400 invalid-parameter", said.Outcome);
        Assert.Contains($"parameter {query.Split('=')[0]} ", said.Body, StringComparison.Ordinal);
    }

    // Rule 40
    [Theory]
    [InlineData("jsonl"), InlineData("csv")]
    public async Task That_it_was_taken_out_is_on_record_with_whose_token_it_was(string format)
    {
        await _bot.GrantAsync();
        await _bot.Get<SealAudit>().HandleAsync(Ct);
        var auditor = await _bot.TokenAsync("sam", ApiScopes.ReadAudit);

        await _bot.GetAsync(auditor, $"/api/v1/audit?format={format}&from=2026-01-01");

        await _bot.Get<SealAudit>().HandleAsync(Ct);
        var entry = await _bot.Get<ExportAudit>().EntriesAsync(null, null, Ct).SingleAsync(entry => entry.Event == AuditEvents.Exported, Ct);
        Assert.Equal(("sam", format, "2026-01-01T00:00:00.0000000+00:00"), (entry.Actor, entry.Facts["format"], entry.Facts["from"]));
        Assert.StartsWith($"api test/{auditor.Split('_')[1]} from ", entry.Via, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_scope_it_is_not_given() =>
        Assert.Equal("403 scope-missing", (await _bot.GetAsync(await _bot.TokenAsync("sam", ApiScopes.ReadRequests, ApiScopes.ReadAllRequests), "/api/v1/audit")).Outcome);
}
