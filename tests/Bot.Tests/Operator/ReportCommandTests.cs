using JitBot.Bot.Operator;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Support;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Operator;

/// <summary><c>jitbot report</c> as somebody at the shell sees it.</summary>
public sealed class ReportCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private OperatorShell _shell = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_access_now_and_who_had_it_stand_in_it_with_their_request_and_who_approved()
    {
        var live = await AddAsync(RequestState.Active, daysAgo: 1);
        var ended = await AddAsync(RequestState.Ended, daysAgo: 10);
        var before = await AddAsync(RequestState.Ended, daysAgo: 40);

        var said = await RunAsync();

        Assert.Equal((ExitCodes.Done, ""), (said.Code, said.Error));
        var (now, all) = (said.Output[..said.Output.IndexOf("All grants from", StringComparison.Ordinal)], said.Output[said.Output.IndexOf("All grants from", StringComparison.Ordinal)..]);
        Assert.Matches($"^Access right now \\(.* UTC\\)\nrequest +who +what +reach +from +to +approved by +rule\n{live.Id} +Dana Fox +read on hr-prod +.* live +Omar Reyes +hr-read", now);
        Assert.DoesNotContain(ended.Id.Value, now, StringComparison.Ordinal);
        Assert.Matches($"{live.Id} .*\n{ended.Id} +Dana Fox +read on hr-prod", all);
        Assert.DoesNotContain(before.Id.Value, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nobody_in_it_says_none() => Assert.Matches("^Access right now .*\n  none\nAll grants from .*\n  none$", (await RunAsync()).Output);

    [Fact]
    public async Task As_a_page_it_goes_into_the_file_which_is_replaced()
    {
        var ended = await AddAsync(RequestState.Ended, daysAgo: 10);
        await File.WriteAllTextAsync(_shell.At("report.html"), "from before", Ct);

        Assert.Equal(new Said(ExitCodes.Done, "1 grant of the period, and 0 live now, in report.html.", ""), await RunAsync("--html", _shell.At("report.html")));
        var page = await File.ReadAllTextAsync(_shell.At("report.html"), Ct);
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains(ended.Id.Value, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from has to be before --to, and before now. Nothing was written.", "--from", "2026-10-01", "--to", "2026-09-01")]
    [InlineData("--from has to be before --to, and before now. Nothing was written.", "--from", "7d")]
    [InlineData("--from and --to are days or moments in UTC: 2026-11-01, 2026-11-01T18:00Z. Nothing was written.", "--from", "last week")]
    public async Task A_time_that_is_none_is_refused_with_what_to_write(string expected, params string[] arguments) =>
        Assert.Equal(new Said(ExitCodes.LookAtIt, "", expected), await RunAsync(arguments));

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_with_what_to_do()
    {
        var said = await RunAsync("--html", _shell.At("no such folder/report.html"));

        Assert.Equal((ExitCodes.LookAtIt, ""), (said.Code, said.Output));
        Assert.EndsWith("Nothing was written: name a file in a folder that is there and can be written to.", said.Error, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => _shell = await OperatorShell.StartAsync(postgres);

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private async Task<AccessRequest> AddAsync(RequestState state, int daysAgo)
    {
        var request = Sample.Request(state, submittedAt: Clock.Whole(TimeProvider.System.GetUtcNow()).AddDays(-daysAgo));
        return (await _shell.Requests.TryAddAsync(request with { Decisions = [request.Decisions[0] with { Approver = new("omar") }] }, Ct))!;
    }

    private Task<Said> RunAsync(params string[] arguments) => _shell.RunAsync(ReportCommand.Create(), ["report", .. arguments]);
}
