using System.Globalization;
using System.Text;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Conversation;

public sealed class StatementTests
{
    private const string Sql = "select id\nfrom employee";
    private const string Line = $"query hr-prod for 2h because INC-42\n{Sql}";

    private readonly TalkWorld _world = new();

    public StatementTests() => _world.Connector.Plan = new PlanResult.Planned(new([new(new("public", "employee"), ["id"], true, 300_024)], 300_024, 5_500));

    // Rule 29
    [Fact]
    public async Task Whoever_decides_reads_it_letter_for_letter_and_what_it_would_touch()
    {
        var request = await _world.AskedAsync(Line);

        var card = _world.Chat.Shown[TalkWorld.Message(request, CardSlot.Decision)];
        Assert.Contains(card.Lead, text => text.IsExact && text.ToString() == Sql);
        Assert.Contains(card.Facts, fact => fact is { Label: "Reads" } && fact.Value.ToString() == "public.employee (id)");
        Assert.Contains(card.Text, text => text.ToString().Contains("reads all of public.employee, about 300,024 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_one_follows_the_card_whole_and_once()
    {
        var sql = $"select id from employee where id in ({string.Join(", ", Enumerable.Range(1, 900))})";
        await _world.AskedAsync($"query hr-prod for 2h because INC-42\n{sql}");
        var request = await GrantAsync();

        var posted = Assert.Single(request.Cards, card => card.Slot == CardSlot.Statement);
        Assert.Equal(sql, _world.Chat.Shown[posted.Message].File?.Text);
        Assert.Equal(PostedCard.Final, posted.Revision);
    }

    // Rule 31
    [Fact]
    public async Task A_refusal_points_at_the_word_and_nothing_is_kept()
    {
        var reply = Assert.IsType<Reply.Card>(await _world.SayAsync(Cast.Dana, "query hr-prod for 2h because INC-42\nselect 1;\ndelete from employee"));

        Assert.Contains(reply.View.Text, text => text.IsExact && text.ToString() == "delete from employee\n^^^^^^");
        Assert.Empty(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task Without_a_statement_the_form_asks_for_it() =>
        Assert.True(FormChoices.IsForStatement(Assert.IsType<Reply.Form>(await _world.SayAsync(Cast.Dana, "query hr-prod for 2h because INC-42")).Analysis));

    [Fact]
    public async Task Run_shows_the_rows_to_the_requester()
    {
        _world.Connector.Rows = ["1", null, ""];
        var request = await GrantedAsync();

        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(request));

        Assert.Equal([["1"], [null], [""]], shown.View.Page.Rows.Select(row => row.ToArray()));
        Assert.StartsWith("3 rows in ", shown.View.Page.Sums, StringComparison.Ordinal);
        Assert.Null(shown.Ticket);
    }

    // Rule 33
    [Fact]
    public async Task Nobody_else_runs_it_and_nothing_is_shown_where_others_read_along()
    {
        var request = await GrantedAsync();

        Assert.IsType<RunReply.Said>(await RunAsync(request, asker: TalkWorld.Privately(Cast.Ada)));
        Assert.IsType<RunReply.Said>(await RunAsync(request, asker: TalkWorld.InChannel(Cast.Dana)));
        Assert.Empty(_world.Connector.Passwords);
    }

    // Rule 29
    [Fact]
    public async Task Another_statement_is_not_run_and_the_line_to_ask_for_it_is_there()
    {
        var request = await GrantedAsync();

        var changed = Assert.IsType<RunReply.Changed>(await RunAsync(request, "select id\nfrom employees"));

        Assert.Equal("query hr-prod select id\nfrom employees", changed.Line);
        Assert.Equal(["Approved", "select id\nfrom employee»«", "Yours", "select id\nfrom employee»s«"], changed.View.Text.Take(4).Select(text => text.ToString()));
        Assert.Empty(_world.Connector.Passwords);
    }

    [Fact]
    public async Task A_run_says_how_far_it_is_and_is_cancelled_from_anywhere()
    {
        var running = new TaskCompletionSource();
        _world.Connector.WhileRunning = ct =>
        {
            running.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };
        var request = await GrantedAsync();
        var told = new List<RunProgress>();
        var run = _world.Dialogue.RunAsync(TalkWorld.Privately(Cast.Dana), request.Id, null, (progress, _) =>
        {
            told.Add(progress);
            return Task.CompletedTask;
        }, default);
        await running.Task;

        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _world.Dialogue.CancelRunAsync(TalkWorld.Privately(Cast.Ada), request.Id, default);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(run.IsCompleted);
        await _world.Dialogue.CancelRunAsync(TalkWorld.Privately(Cast.Dana), request.Id, default);
        _world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Wording.RunCancelled.Title, Assert.IsType<RunReply.Said>(await run).View.Title);
        Assert.Contains(told, progress => progress is { Rows: 1, Elapsed.TotalSeconds: >= 1 });
        Assert.Contains("cancelled after", await ShownAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_to_cancel_from_before_stops_nothing()
    {
        var request = await GrantedAsync();
        await _world.Dialogue.CancelRunAsync(TalkWorld.Privately(Cast.Dana), request.Id, default);

        Assert.IsType<RunReply.Shown>(await RunAsync(request));
    }

    [Fact]
    public async Task Pages_are_turned_by_their_ticket_alone_and_not_beyond_the_end()
    {
        _world.Connector.Rows = [.. Enumerable.Range(1, 60).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var request = await GrantedAsync();
        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(request));
        var (dana, ada, ticket) = (TalkWorld.Privately(Cast.Dana), TalkWorld.Privately(Cast.Ada), shown.Ticket!);

        var last = Assert.IsType<RunReply.Shown>(await _world.Dialogue.TurnAsync(dana, request.Id, ticket, 3, default)).View.Page;
        var others = await _world.Dialogue.TurnAsync(ada, request.Id, ticket, 2, default);
        var forged = await _world.Dialogue.TurnAsync(dana, request.Id, ticket with { Key = new('0', 64) }, 2, default);
        var none = await _world.Dialogue.TurnAsync(dana, request.Id, ticket, 4, default);
        _world.Time.Advance(TimeSpan.FromHours(2));
        var late = await _world.Dialogue.TurnAsync(dana, request.Id, ticket, 2, default);

        Assert.Equal((3, 3, 51, 10, "60"), (last.Number, last.Pages, last.FirstRow, last.Rows.Length, last.Rows[^1][0]));
        Assert.All([others, forged, none, late], reply => Assert.IsType<RunReply.Said>(reply));
    }

    [Fact]
    public async Task A_ticket_opens_nothing_of_another_request()
    {
        _world.Connector.Rows = [.. Enumerable.Range(1, 60).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var (one, other) = (await GrantedAsync(), await GrantedAsync(Line.Replace("INC-42", "INC-43", StringComparison.Ordinal)));
        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(one));

        Assert.IsType<RunReply.Said>(await _world.Dialogue.TurnAsync(TalkWorld.Privately(Cast.Dana), other.Id, shown.Ticket!, 2, default));
    }

    [Fact]
    public async Task No_more_files_are_held_at_once_than_two()
    {
        var request = await GrantedAsync(Line.Replace("because", "export because", StringComparison.Ordinal));
        var first = Assert.IsType<RunReply.Exported>(await ExportAsync(request, ExportFormat.Csv));
        var second = Assert.IsType<RunReply.Exported>(await ExportAsync(request, ExportFormat.Csv));

        var refused = await ExportAsync(request, ExportFormat.Csv);
        await first.File.DisposeAsync();
        await first.File.DisposeAsync();
        var third = await ExportAsync(request, ExportFormat.Csv);
        var fourth = await ExportAsync(request, ExportFormat.Csv);

        Assert.IsType<RunReply.Exported>(third);
        Assert.All([refused, fourth], reply => Assert.Equal(Wording.ExportsBusy.Title, Assert.IsType<RunReply.Said>(reply).View.Title));
        await second.File.DisposeAsync();
    }

    // Rules 6, 32
    [Fact]
    public void Whoever_decides_reads_what_the_operator_has_accepted() => Assert.Contains(
        JitBot.Bot.Conversation.Cards.DecisionCard.Of(Lives.Statement, Names.Of(), Cast.Hr with { AcceptedRights = ["EXECUTE hr.public.run_text"] }).Text,
        text => text.ToString().Contains("EXECUTE hr.public.run_text", StringComparison.Ordinal));

    [Fact]
    public void Details_have_every_table_and_column_that_a_card_has_no_room_for()
    {
        TouchedTable[] tables = [.. Enumerable.Range(1, 20).Select(number => new TouchedTable(new("public", $"t{number}"), [.. Enumerable.Range(1, 20).Select(column => $"c{column}")], true, null))];
        var request = Lives.Statement with { Statement = Lives.Statement.Statement! with { Plan = new([.. tables], 1, 1) } };

        var details = string.Join('\n', JitBot.Bot.Conversation.Cards.DetailsCard.Of(request, Names.Of(), Cast.Hr, RunsOnRecord.None).Text);

        Assert.All(tables, table => Assert.Contains($"{table.Name} ({string.Join(", ", table.Columns)})", details, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_is_kept_shows_nothing_to_whoever_reads_the_store()
    {
        _world.Connector.Rows = [.. Enumerable.Repeat("a very secret value", 60)];
        var shown = Assert.IsType<RunReply.Shown>(await RunAsync(await GrantedAsync()));

        var kept = await _world.Keyed.ListAsync("result-page", _world.Time.GetUtcNow(), default);

        Assert.Equal(3, kept.Count);
        Assert.All(kept, document => Assert.DoesNotContain("secret", Encoding.UTF8.GetString(Convert.FromBase64String(document.Json.Trim('"').Replace("\\u002B", "+", StringComparison.Ordinal))), StringComparison.Ordinal));
        Assert.All(kept, document => Assert.DoesNotContain(shown.Ticket!.Key, document.Id + document.Json, StringComparison.Ordinal));
    }

    // Rule 33
    [Fact]
    public async Task A_file_is_made_only_where_export_was_asked_for()
    {
        _world.Connector.Rows = ["1", "2"];
        var request = await GrantedAsync();
        var refused = Assert.IsType<RunReply.Said>(await ExportAsync(request, ExportFormat.Csv));
        var other = await GrantedAsync(Line.Replace("because", "export because", StringComparison.Ordinal));

        var exported = Assert.IsType<RunReply.Exported>(await ExportAsync(other, ExportFormat.JsonLines));

        Assert.Equal("Export was not asked for", refused.View.Title);
        await using var file = exported.File;
        using var reader = new StreamReader(file.Content);
        Assert.Equal("{\"value\":1}\n{\"value\":2}\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith(".jsonl", file.Name, StringComparison.Ordinal);
    }

    // Rule 10: a login that nobody is to have is shown to nobody.
    [Fact]
    public async Task There_are_no_credentials_to_show()
    {
        var request = await GrantedAsync();

        var reply = await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.ShowCredentials, request, TalkWorld.Message(request, CardSlot.Grant));

        Assert.Equal("There is nothing to show", Assert.IsType<Reply.Card>(reply).View.Note?.Title);
    }

    private Task<RunReply> RunAsync(AccessRequest request, string? typed = null, Asker? asker = null) =>
        _world.Dialogue.RunAsync(asker ?? TalkWorld.Privately(Cast.Dana), request.Id, typed, (_, _) => Task.CompletedTask, default);

    private Task<RunReply> ExportAsync(AccessRequest request, ExportFormat format) =>
        _world.Dialogue.ExportAsync(TalkWorld.Privately(Cast.Dana), request.Id, format, (_, _) => Task.CompletedTask, default);

    private async Task<string> ShownAsync(AccessRequest request) =>
        string.Join('\n', Assert.IsType<Reply.Card>(await _world.SayAsync(Cast.Dana, $"show {request.Id}")).View.Text);

    private async Task<AccessRequest> GrantedAsync(string line = Line)
    {
        await _world.SayAsync(Cast.Dana, line);
        await _world.WorkAsync();
        return await GrantAsync();
    }

    private async Task<AccessRequest> GrantAsync()
    {
        var request = Assert.Single(await _world.Store.ListAsync(new() { States = [RequestState.Pending] }, default));
        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, TalkWorld.Message(request, CardSlot.Decision));
        await _world.WorkAsync();
        return (await _world.Store.FindAsync(request.Id, default))!;
    }
}
