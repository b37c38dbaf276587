using System.Text;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Playground.FakeSlack;
using JitBot.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.EndToEnd.Tests.Slack;

/// <summary>Statements in Slack, run by PostgreSQL: masked and not, by the page, cancelled, taken out.</summary>
[Collection(nameof(JourneyFace.SlackHttp))]
public sealed class StatementJourneyTests(JourneyWorlds worlds)
{
    [Fact]
    public async Task Masked_columns_read_masked_and_unmasked_as_they_are()
    {
        var journey = await worlds.OnAsync(PostgresFixture.Newest, JourneyFace.SlackHttp);
        const string Sql = "select id, email from employee order by id limit 3";

        var masked = await RunAsync(journey, await GrantedAsync(journey, $"query hr-prod for 1h because INC-51 masked\n{Sql}"), "3 rows in");
        var unmasked = await RunAsync(journey, await GrantedAsync(journey, $"query hr-prod unmask for 1h because INC-51 unmasked\n{Sql}"), "3 rows in");

        Assert.DoesNotContain("@", masked.Lines, StringComparison.Ordinal);
        Assert.Contains("@", unmasked.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_result_is_read_by_the_page_and_taken_out_whole()
    {
        var journey = await worlds.OnAsync(PostgresFixture.Newest, JourneyFace.SlackHttp);
        var slack = journey.Slack!;
        var dana = slack.People["dana"];
        var granted = await GrantedAsync(journey, "query hr-prod export for 1h because INC-52 all of it\nselect n, n * n as square from generate_series(1, 1000) n");

        var first = await RunAsync(journey, granted, "Page 1 of 40");
        await dana.PressAsync(first, "Next ▶");
        await WindowAsync(journey, "Page 2 of 40");
        await dana.PressAsync(dana.Modal!, "Export JSON lines");
        await WindowAsync(journey, "is in our private chat");

        var file = Assert.Single(Assert.Single(dana.Dm.Messages, post => post.Files.Any(file => file.Name.Contains(granted.Id.Value, StringComparison.Ordinal))).Files);
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => $$"""{"n":{{n}},"square":{{n * n}}}"""), Encoding.UTF8.GetString([.. file.Content]).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_slow_one_is_cancelled_on_the_server()
    {
        var journey = await worlds.OnAsync(PostgresFixture.Newest, JourneyFace.SlackHttp);
        var granted = await GrantedAsync(journey, "query hr-prod for 1h because INC-53 too much\nselect count(*) from generate_series(1, 100000) a cross join generate_series(1, 100000) b");

        var going = await RunAsync(journey, granted, "Running for");
        await journey.Slack!.People["dana"].PressAsync(going, "Cancel");
        await WindowAsync(journey, "Cancelled");

        Assert.Equal(RunEnd.Cancelled, Assert.Single((await journey.World.Bot.GetRequiredService<StatementRuns>().ListAsync(granted.Id, default)).Newest).End);
    }

    private static async Task<AccessRequest> GrantedAsync(Journey journey, string line)
    {
        var request = await journey.AskAsync(line);
        await journey.ApproveAsync(request, journey.Omar);
        await journey.UntilAsync(request, RequestState.Active);
        return request;
    }

    private static async Task<SlackView> RunAsync(Journey journey, AccessRequest request, string words)
    {
        var dana = journey.Slack!.People["dana"];
        dana.CloseAll();
        await dana.PressAsync((SlackPost)(await journey.Dana.CardAsync(request, "Run")).Message, "Run");
        return await WindowAsync(journey, words);
    }

    private static Task<SlackView> WindowAsync(Journey journey, string words) => journey.Dana.WaitForAsync(
        () => journey.Slack!.People["dana"].Modal is { } modal && modal.Lines.Contains(words, StringComparison.Ordinal) ? modal : null);
}
