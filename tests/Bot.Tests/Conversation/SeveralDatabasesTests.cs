using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>A statement for two databases, in the words of the chat.</summary>
public sealed class SeveralDatabasesTests
{
    private readonly TalkWorld _world = new();

    public SeveralDatabasesTests()
    {
        _world.Connector.Plan = Reads(300_024);
        _world.Connector.PlanIn["archive"] = Reads(9);
    }

    // Rule 36
    [Fact]
    public async Task Whoever_decides_reads_every_database_and_what_it_would_touch_in_each()
    {
        var request = await AskedAsync();

        var card = _world.Chat.Shown[TalkWorld.Message(request, CardSlot.Decision)];
        Assert.EndsWith(", databases hr, archive", card.Facts.Single(fact => fact.Label == "Target").Value.ToString(), StringComparison.Ordinal);
        Assert.Equal("reads public.employee (id): about 300,024 rows, at a cost of 5,500 pages", card.Facts.Single(fact => fact.Label == "In hr").Value.ToString());
        Assert.Equal("reads public.employee (id): about 9 rows, at a cost of 5,500 pages", card.Facts.Single(fact => fact.Label == "In archive").Value.ToString());
        Assert.Contains(card.Text, text => text.ToString().Contains("reads all of public.employee in hr, about 300,024 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_gives_pages_of_each_database_one_after_the_other()
    {
        var request = await GrantedAsync();

        var first = Assert.IsType<RunReply.Shown>(await RunAsync(request));
        var second = Assert.IsType<RunReply.Shown>(await _world.Dialogue.TurnAsync(TalkWorld.Privately(Cast.Dana), request.Id, first.Ticket!, 2, default));

        Assert.Equal([("hr-prod, hr", 1, 2), ("hr-prod, archive", 2, 2)], new[] { first.View, second.View }.Select(view => (view.Head, view.Page.Number, view.Page.Pages)));
        Assert.StartsWith("2 rows in ", first.View.Page.Sums, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_second_says_no_the_first_is_shown_and_the_second_named()
    {
        var request = await GrantedAsync();
        Fail("archive");

        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(request));

        Assert.Equal("hr", shown.View.Page.Database);
        Assert.EndsWith(". It ended in archive. The server says: division by zero (22012)", shown.View.Page.Sums, StringComparison.Ordinal);
        Assert.Contains("refused by the server (22012) (hr: 1 row, archive: not to its end)", string.Join('\n', Assert.IsType<Reply.Card>(await _world.SayAsync(Cast.Dana, $"show {request.Id}")).View.Text), StringComparison.Ordinal);
    }

    // Rule 33
    [Fact]
    public async Task Rows_that_came_before_the_second_said_no_are_counted_and_said_not_to_be_all()
    {
        var request = await GrantedAsync();
        Fail("archive");
        _world.Connector.GivesBefore = 1;

        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(request));

        Assert.Matches(@"^2 rows in .*\. It ended in archive after 1 row, which may not be all\. The server says: division by zero", shown.View.Page.Sums);
        Assert.Contains("(hr: 1 row, archive: 1 row, not to its end)", string.Join('\n', Assert.IsType<Reply.Card>(await _world.SayAsync(Cast.Dana, $"show {request.Id}")).View.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_first_says_no_there_is_nothing_to_show_and_it_is_named()
    {
        var request = await GrantedAsync();
        Fail("hr");

        Assert.Equal("hr: The server says no", Assert.IsType<RunReply.Said>(await RunAsync(request)).View.Title);
    }

    [Fact]
    public async Task A_file_says_of_each_row_which_database_it_is_from()
    {
        var request = await GrantedAsync();

        var exported = Assert.IsType<RunReply.Exported>(await _world.Dialogue.ExportAsync(TalkWorld.Privately(Cast.Dana), request.Id, ExportFormat.Csv, (_, _) => Task.CompletedTask, default));

        await using var file = exported.File;
        using var reader = new StreamReader(file.Content);
        Assert.Equal("database,value\r\nhr,1\r\narchive,1\r\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_line_that_asks_again_names_them_all() =>
        Assert.Equal("query hr-prod in hr,archive export select id from employee", RequestLine.Write(await AskedAsync(), Cast.Hr));

    private static PlanResult Reads(int rows) => new PlanResult.Planned(new([new(new("public", "employee"), ["id"], true, rows)], rows, 5_500));

    private void Fail(string database) =>
        _world.Connector.RunsOtherwise = asked => asked == database ? new RunResult.Failed("22012", "division by zero", null, TimeSpan.Zero) : null;

    private Task<AccessRequest> AskedAsync() => _world.AskedAsync("query hr-prod in hr,archive export for 2h because INC-42\nselect id from employee");

    private async Task<AccessRequest> GrantedAsync()
    {
        var request = await AskedAsync();
        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, TalkWorld.Message(request, CardSlot.Decision));
        await _world.WorkAsync();
        return (await _world.Store.FindAsync(request.Id, default))!;
    }

    private Task<RunReply> RunAsync(AccessRequest request) => _world.Dialogue.RunAsync(TalkWorld.Privately(Cast.Dana), request.Id, null, (_, _) => Task.CompletedTask, default);
}
