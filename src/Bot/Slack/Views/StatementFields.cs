using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>The form's part on a statement: its databases, the text itself, and whether its result may be taken out.</summary>
internal static class StatementFields
{
    public static IEnumerable<JsonObject> Databases(DraftAnalysis analysis)
    {
        var all = analysis.Target.Databases;
        if (all.Length < 2)
        {
            yield break;
        }

        (string, string)[] picked = [.. FormChoices.Databases(analysis).Select(name => (name, NameValue.Of(name)))];
        yield return Blocks.Input(DatabasesBlock(analysis), FormChoices.DatabasesLabel, all.Length <= BlockLimits.Boxes
            ? FormScope.BoxesOf(FormIds.Databases, all.Select(name => (name, NameValue.Of(name))), picked)
            : FormScope.TypeAhead("multi_external_select", FormIds.Databases, $"Type to search {all.Length}", picked)).Dispatching();
    }

    public static IEnumerable<JsonObject> Draw(DraftAnalysis analysis)
    {
        var statement = analysis.Draft.Statement!;
        if (IsTyped(statement))
        {
            yield return Blocks.Input("statement", FormChoices.StatementLabel, Blocks.TextInput(
                FormIds.Statement, statement, BlockLimits.TypedText, "select …", multiline: true), FormChoices.StatementHint);
        }
        else
        {
            foreach (var block in Whole(statement))
            {
                yield return block;
            }
        }

        if (Problem(analysis) is { } problem)
        {
            yield return Blocks.Context(Mrkdwn.Plain($"⚠ {problem}", BlockLimits.SectionText));
        }

        if (FormChoices.Masked(analysis) is { } masked)
        {
            yield return FormScope.Unmask(analysis, masked);
        }

        yield return Export(analysis);
    }

    /// <summary>The input under which a problem with a statement stands; null where it is shown and cannot be typed on.</summary>
    public static string? BlockOf(DraftField field, DraftAnalysis analysis) => field switch
    {
        DraftField.Statement => IsTyped(analysis.Draft.Statement!) ? "statement" : null,
        DraftField.Database => analysis.Target.Databases.Length > 1 ? DatabasesBlock(analysis) : null,
        _ => null,
    };

    /// <summary>What a field holds, and gives back letter for letter.</summary>
    private static bool IsTyped(string statement) => statement.Length <= BlockLimits.TypedText && !statement.Contains('\r', StringComparison.Ordinal);

    private static IEnumerable<JsonObject> Whole(string statement)
    {
        // The rest of the form needs its blocks, too.
        const int MostBlocks = 80;
        yield return Blocks.Section(Mrkdwn.Text(CardText.Of($"{FormChoices.StatementLabel}") with { Strong = true }, BlockLimits.SectionText));
        foreach (var block in ExactText.DrawTyped(statement).Take(MostBlocks))
        {
            yield return block;
        }

        yield return Blocks.Context(Mrkdwn.Text(CardText.Of(
            $"All {statement.Length} characters of it are asked for as they stand here, because a field of Slack's holds {BlockLimits.TypedText}, and may write line ends anew. "
            + $"To change it, close this form and send it again: to me in private with {CardPiece.Command("query")}, or by the menu of a message."), BlockLimits.SectionText));
    }

    /// <summary>Said before anybody sends it: under its field Slack shows it only then.</summary>
    private static string? Problem(DraftAnalysis analysis) =>
        analysis.Problems.FirstOrDefault(problem => problem is { Field: DraftField.Statement or DraftField.Database } and not DraftProblem.Missing) is { } problem
            ? Wording.Of(problem, analysis.Draft.Statement)
            : null;

    private static JsonObject Export(DraftAnalysis analysis)
    {
        var choice = (FormChoices.ExportLabel, FormIds.Yes);
        return Blocks.Input("export", "Export", FormScope.BoxesOf(FormIds.Export, [choice], analysis.Draft.Export ? [choice] : []), FormChoices.ExportHint, optional: true);
    }

    private static string DatabasesBlock(DraftAnalysis analysis) => $"databases:{analysis.Target.Id}";
}
