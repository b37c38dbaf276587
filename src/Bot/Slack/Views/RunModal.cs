using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>The window in which a statement runs and its result is looked at. Only whoever pressed has it before them.</summary>
internal static class RunModal
{
    /// <summary>Beside <see cref="ActionIds.TurnPage"/>, which is forward: no two buttons of a row may have the same name.</summary>
    public const string TurnBack = "jit.run.page-back.v1";

    private const string Title = "Your statement";

    /// <summary>Such windows are shown the next thing in, instead of another on top.</summary>
    public static bool Is(string callback) => callback == ActionIds.Run;

    public static JsonObject Running(RequestId request, RunProgress progress) => Of(
    [
        Words(progress.Elapsed > TimeSpan.Zero ? $"⏳ {Wording.Progress(progress.Elapsed, progress.Rows)}" : "⏳ Being sent to the server…"),
        Blocks.Actions(Blocks.Button(ActionIds.CancelRun, "Cancel", RunValue.Of(request), ActionStyle.Danger)),
        Small(CardText.Of($"The result appears here, for your eyes alone. If you close this window it is not shown, but the statement runs on.")),
    ]);

    public static JsonObject HandingOver(string name) => Of([Words($"⏳ Bringing {name} into our private chat…")]);

    /// <param name="now">UTC; a result is drawn once, and says how long access still lasts from then.</param>
    /// <param name="ticket">Turns the pages; null if there is only one.</param>
    public static JsonObject Result(ResultView view, ResultTicket? ticket, DateTimeOffset now)
    {
        var page = view.Page;
        return Of(
        [
            Blocks.Section(Mrkdwn.Text(CardText.Of($"{view.Head}") with { Strong = true }, BlockLimits.SectionText)),
            Small(CardText.Of($"{page.Sums}.")),
            .. page.Rows.IsEmpty ? [Words("No row.")] : Array.Empty<JsonObject>(),
            .. ResultText.Of(page).SelectMany(ExactText.Draw),
            .. Legend(page) is { Pieces.IsEmpty: false } legend ? [Small(legend)] : Array.Empty<JsonObject>(),
            Blocks.Actions([.. ticket is null ? [] : Pages(view, ticket), Blocks.Button(ActionIds.Run, "Run again", RunValue.Of(view.Request)), .. view.MayExport ? Export(view) : []]),
            Small(view.Until > now
                ? CardText.Of($"Until {view.Until}, {ListCards.Left(view.Until - now)} left. Each run is on record.")
                : CardText.Of($"Your access ended at {view.Until}.")),
        ]);
    }

    /// <summary>It was not run, or came to nothing; or its file is where it should be.</summary>
    public static JsonObject Said(CardView view, RequestId request) => Of([.. Drawn(view), Blocks.Actions(Blocks.Button(ActionIds.Run, "Run", RunValue.Of(request)))]);

    /// <param name="line">What asks for it, kept with the window.</param>
    public static JsonObject Changed(CardView view, string line) =>
        Of([.. Drawn(view), Blocks.Actions(Blocks.Button(ActionIds.AskChanged, "Ask for this one…", "changed", ActionStyle.Primary))], line);

    private static JsonObject Of(IEnumerable<JsonObject> blocks, string metadata = "") => Modal.Of(Title, ActionIds.Run, Blocks.Array(blocks), metadata);

    private static IEnumerable<JsonObject> Drawn(CardView view) =>
        CardBlocks.Draw(view, BlockLimits.SectionText, inWindow: true).OfType<JsonObject>().Select(block => block.DeepClone().AsObject());

    private static CardText Legend(ResultPage page)
    {
        string[] words =
        [
            .. page.Pages > 1 ? [$"Page {page.Number} of {page.Pages}."] : Array.Empty<string>(),
            .. ResultText.HasNull(page) ? [$"{ResultText.Null} is NULL."] : Array.Empty<string>(),
            .. page.ColumnsLeftOut > 0 ? [$"{page.ColumnsLeftOut} more columns have no room here: name fewer, or take it out as a file."] : Array.Empty<string>(),
        ];
        return words.Length == 0 ? new([]) : CardText.Of($"{string.Join(' ', words)}");
    }

    private static IEnumerable<JsonObject> Pages(ResultView view, ResultTicket ticket)
    {
        var page = view.Page;
        if (page.Number > 1)
        {
            yield return Blocks.Button(TurnBack, "◀ Previous", RunValue.Of(view.Request, page.Number - 1, ticket));
        }

        if (page.Number < page.Pages)
        {
            yield return Blocks.Button(ActionIds.TurnPage, "Next ▶", RunValue.Of(view.Request, page.Number + 1, ticket), ActionStyle.Primary);
        }
    }

    private static JsonObject[] Export(ResultView view) =>
    [
        Blocks.Button(ActionIds.ExportCsv, "Export CSV", RunValue.Of(view.Request)),
        Blocks.Button(ActionIds.ExportJsonLines, "Export JSON lines", RunValue.Of(view.Request)),
    ];

    private static JsonObject Words(string text) => Blocks.Section(Mrkdwn.Plain(text, BlockLimits.SectionText));

    private static JsonObject Small(CardText text) => Blocks.Context(Mrkdwn.Text(text, BlockLimits.SectionText));
}
