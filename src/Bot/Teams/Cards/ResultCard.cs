using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;

namespace JitBot.Bot.Teams.Cards;

/// <summary>One page of a result: every row of it. Where Teams takes less than a page is long, values are shortened and then columns left out, and the card says so.</summary>
internal static class ResultCard
{
    /// <summary>The most characters of a value, and the most columns: the first that fits is taken.</summary>
    private static readonly (int Value, int Columns)[] Sizes =
        [(ShownResult.LongestValue, ShownResult.MostColumns), (60, 40), (40, 40), (24, 40), (24, 20), (24, 10), (12, 10), (8, 5)];

    /// <param name="ticket">Turns the pages; null if there is only one.</param>
    public static CardMessage Draw(ResultView view, ResultTicket? ticket)
    {
        JsonObject card;
        var size = 0;
        do
        {
            card = Draw(view, ticket, Sizes[size].Value, Sizes[size].Columns);
        }
        while (!TeamsCards.Fits(card) && ++size < Sizes.Length);

        // The notification and the chat list show this line: nothing of the result in it.
        return new(card, "Your result");
    }

    private static JsonObject Draw(ResultView view, ResultTicket? ticket, int mostValue, int mostColumns)
    {
        var page = view.Page;
        var rows = new ResultRows(page, mostValue, mostColumns);
        var card = Elements.Card(
            [
                Elements.Head(CardTone.Good, page.Sums, view.Head),
                .. Place(page),
                .. rows.Draw(),
                .. rows.Legend(),
                Elements.Subtle($"Shown to you alone, until {TeamsText.Moment(view.Until)}: then the rows are off the screen again."),
            ],
            Buttons(view, ticket));
        // A table has no room in a message of the usual width.
        card["msteams"] = new JsonObject { ["width"] = "Full" };
        return card;
    }

    /// <summary>Which rows these are.</summary>
    private static IEnumerable<JsonObject> Place(ResultPage page)
    {
        if (page.Database is { } database)
        {
            var line = Elements.TextBlock(TeamsText.Markdown($"Database {database}"));
            line["weight"] = "bolder";
            yield return line;
        }

        if (page.Pages > 1 || page.Rows.IsEmpty)
        {
            yield return Elements.Subtle(TeamsText.Markdown(page.Rows.IsEmpty ? "No rows."
                : $"Page {page.Number} of {page.Pages}: rows {page.FirstRow} to {page.FirstRow + page.Rows.Length - 1}"));
        }
    }

    private static IEnumerable<JsonObject> Buttons(ResultView view, ResultTicket? ticket)
    {
        var page = view.Page;
        if (ticket is not null && page.Number > 1)
        {
            yield return Turn(view, ticket, "Previous", page.Number - 1);
        }

        if (ticket is not null && page.Number < page.Pages)
        {
            yield return Turn(view, ticket, "Next", page.Number + 1);
        }

        if (view.MayExport)
        {
            yield return Button(view, ActionIds.ExportCsv, "Export CSV");
            yield return Button(view, ActionIds.ExportJsonLines, "Export JSON lines");
        }

        yield return Button(view, ActionIds.Run, "Run again");
    }

    private static JsonObject Turn(ResultView view, ResultTicket ticket, string title, int page)
    {
        var data = Data(view);
        data[FormFields.Page] = page.ToString(System.Globalization.CultureInfo.InvariantCulture);
        data[FormFields.Ticket] = ticket.Text;
        return Elements.Button(ActionIds.TurnPage, title, ActionStyle.Plain, data, withInputs: false);
    }

    private static JsonObject Button(ResultView view, string verb, string title) => Elements.Button(verb, title, ActionStyle.Plain, Data(view), withInputs: false);

    private static JsonObject Data(ResultView view) => new() { [FormFields.Request] = view.Request.Value, [FormFields.Terms] = view.Terms };
}
