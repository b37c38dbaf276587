using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.EndToEnd.Tests;

/// <summary>In the collection of those who go on in the same worlds, whose clocks leap.</summary>
[Collection(nameof(JourneyFace.Teams))]
public sealed class StatementTargetTests(JourneyWorlds worlds)
{
    public static IEnumerable<object[]> Versions => JourneyWorlds.Versions;

    // Rule 32: nothing has to be taken away or accepted first.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_server_that_the_setup_file_was_run_on_takes_statements(int version)
    {
        var journey = await worlds.OnAsync(version);
        var bot = journey.World.Bot;
        Person At(string id) => bot.GetRequiredService<JitOptions>().People.Single(person => person.Id.Value == id);
        RequestDraft draft = new() { Target = "hr-prod", Statement = "select count(*) from employee", Duration = TimeSpan.FromMinutes(30), Reason = "INC-42" };

        var outcome = await bot.GetRequiredService<SubmitRequest>().HandleAsync(new(new("test", "tenant", $"statement-{version}"), At("dana"), draft), TestContext.Current.CancellationToken);
        var request = Assert.IsType<SubmitOutcome.Submitted>(outcome).Request;
        Assert.Equal("public.employee", Assert.Single(request.Statement!.Plan!.Tables, table => table.IsNamed).Name.ToString());
        await bot.GetRequiredService<DecideRequest>().HandleAsync(new(request.Id, request.Terms, At("omar"), Verdict.Approve, null), TestContext.Current.CancellationToken);
        await journey.UntilAsync(request, RequestState.Active);

        var counted = new Counted();
        var ran = await bot.GetRequiredService<RunStatement>().HandleAsync(new(request.Id, At("dana")), counted, TestContext.Current.CancellationToken);

        Assert.IsType<RunResult.Ran>(Assert.IsType<RunOutcome.Ran>(ran).Result);
        Assert.Equal(1, counted.Rows);
    }

    private sealed class Counted : IResultSink
    {
        public int Rows { get; private set; }

        public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct) => ValueTask.FromResult(true);

        public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
        {
            Rows++;
            return ValueTask.CompletedTask;
        }
    }
}
