using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// The request form. All of it are inputs, under which Slack shows what is wrong; a change of those that decide what else is asked is sent at
/// once, and the form drawn anew.
/// </summary>
internal static class FormModal
{
    private const string Title = "Request access";
    private const string StatementTitle = "Run a statement";
    private static readonly TimeSpan UsuallyEnough = TimeSpan.FromHours(1);

    /// <param name="targets">All there are to choose from.</param>
    /// <param name="end">How the end was chosen to be given.</param>
    /// <returns>What it remembers stands in it at any length; <see cref="LongMemories"/> makes it fit.</returns>
    public static JsonObject Draw(Reply.Form form, ImmutableArray<string> targets, FormEnd end)
    {
        var analysis = form.Analysis;
        var duration = Duration(analysis, end);
        var isStatement = FormChoices.IsForStatement(analysis);
        var said = Said(form.FormId, form.Said) with
        {
            Target = analysis.Target.Id,
            Level = isStatement ? null : FormChoices.Level(analysis),
            Database = NameValue.Of(FormChoices.Database(analysis)),
            Duration = duration,
        };
        return Modal.Of(isStatement ? StatementTitle : Title, ActionIds.Submit, Blocks.Array(
        [
            Target(targets, analysis.Target.Id),
            .. isStatement ? StatementFields.Databases(analysis) : [Level(analysis), .. Database(analysis)],
            Blocks.Context(Mrkdwn.Plain(FormChoices.Verdict(analysis), BlockLimits.SectionText)),
            .. isStatement ? StatementFields.Draw(analysis) : FormScope.Draw(analysis),
            Blocks.Input("duration", "For how long",
                Blocks.Select(FormIds.Duration, [.. FormChoices.Times(analysis).Select(time => (DurationText.Words(time), DurationText.Typed(time))), ("Another length…", FormIds.Other), ("Until a moment…", FormIds.UntilMoment)], duration))
                .Dispatching(),
            .. duration switch
            {
                FormIds.Other => [DurationTyped(analysis)],
                FormIds.UntilMoment => [Until(analysis)],
                _ => Array.Empty<JsonObject>(),
            },
            .. isStatement ? [] : Address(analysis),
            Blocks.Input("reason", "Why", Blocks.TextInput(FormIds.Reason, analysis.Draft.Reason, DraftAnalyst.MostReason,
                FormChoices.ReasonHint(analysis), multiline: true), optional: !FormChoices.NeedsReason(analysis)),
            Blocks.Input("ticket", "Ticket", Blocks.TextInput(FormIds.Ticket, analysis.Draft.Ticket, DraftAnalyst.MostTicket, FormChoices.TicketHint(analysis)),
                optional: !FormChoices.NeedsTicket(analysis)),
        ]), (isStatement ? said with { AlsoIn = AlsoIn(analysis) } : FormScope.Remember(form, said)).ToString(), "Send request");
    }

    /// <summary>The form before there is a target: whatever else is asked depends on it.</summary>
    public static JsonObject PickTarget(Reply.PickTarget pick) => Modal.Of(pick.Draft.Statement is null ? Title : StatementTitle, ActionIds.Submit,
        Blocks.Array([Target(pick.Targets, null), Blocks.Context(Mrkdwn.Plain("What you can ask for, and who decides, depends on the target.", BlockLimits.SectionText))]),
        Said(pick.FormId, pick.Draft).ToString(), "Next");

    /// <summary>What was said, as it was typed, whatever of it there is a field for.</summary>
    private static FormMemory Said(string formId, RequestDraft draft) => new(
        formId, null, draft.Level, draft.Database is { } database ? NameValue.Of(database) : null,
        draft.Until is not null ? FormIds.UntilMoment : draft.Duration is { } time ? DurationText.Typed(time) : null,
        draft.Schemas.IsEmpty ? null : [.. draft.Schemas], draft.Tables.IsEmpty ? null : [.. draft.Tables], draft.Reason, draft.Ticket,
        FormChoices.Names(draft.Columns), draft.Unmask ? true : null, Address(draft), draft.Until?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
    {
        Statement = draft.Statement,
        AlsoIn = draft.AlsoIn.IsEmpty ? null : [.. draft.AlsoIn.Select(name => NameValue.Of(name))],
        Export = draft.Export ? true : null,
    };

    private static string[]? AlsoIn(DraftAnalysis analysis) => FormChoices.Databases(analysis) is [_, _, ..] all ? [.. all.Skip(1).Select(NameValue.Of)] : null;

    /// <summary>The input under which a problem stands; under the reason, which is always there, if its own is not.</summary>
    public static string BlockOf(DraftField field, DraftAnalysis analysis, FormEnd end) => field switch
    {
        DraftField.Statement => StatementFields.BlockOf(field, analysis) ?? "reason",
        DraftField.Database when FormChoices.IsForStatement(analysis) => StatementFields.BlockOf(field, analysis) ?? "reason",
        DraftField.Level when FormChoices.IsForStatement(analysis) => "target",
        DraftField.Address when FormChoices.IsForStatement(analysis) => "reason",
        DraftField.Tables or DraftField.Schemas or DraftField.Columns when FormChoices.IsForStatement(analysis) => StatementFields.BlockOf(DraftField.Statement, analysis) ?? "reason",
        DraftField.Level => LevelBlock(analysis),
        DraftField.Database when analysis.Target.Databases.Length > 1 => DatabaseBlock(analysis),
        DraftField.Duration or DraftField.Until => end switch
        {
            FormEnd.Typed => "durationTyped",
            FormEnd.Moment => "until",
            _ => "duration",
        },
        DraftField.Ticket => "ticket",
        DraftField.Address when FormChoices.AsksForAddress(analysis) => "address",
        DraftField.Tables or DraftField.Schemas or DraftField.Columns => FormScope.BlockOf(field, analysis) ?? "reason",
        _ => "reason",
    };

    // Another target's choices are another field: Slack keeps what is picked in one that stays.
    private static string LevelBlock(DraftAnalysis analysis) => $"level:{analysis.Target.Id}";

    private static string DatabaseBlock(DraftAnalysis analysis) => $"database:{analysis.Target.Id}";

    /// <summary>The preset that is picked, or that one is typed; something sensible if nothing was said.</summary>
    private static string Duration(DraftAnalysis analysis, FormEnd end)
    {
        var offered = FormChoices.Times(analysis);
        var wanted = analysis.Draft.Duration;
        return end == FormEnd.Moment || analysis.Draft.Until is not null ? FormIds.UntilMoment
            : end == FormEnd.Typed || (wanted is { } time && !offered.Contains(time)) ? FormIds.Other
            : DurationText.Typed(wanted ?? offered.LastOrDefault(time => time <= UsuallyEnough, offered[0]));
    }

    private static JsonObject Target(ImmutableArray<string> targets, string? picked) => Blocks.Input("target", "Target",
        targets.Length <= BlockLimits.Options
            ? Blocks.Select(FormIds.Target, targets.Select(id => (id, id)), picked)
            : FormScope.TypeAhead("external_select", FormIds.Target, picked ?? "Type to search", picked is null ? [] : [(picked, picked)]))
        .Dispatching();

    private static JsonObject Level(DraftAnalysis analysis) => Blocks.Input(LevelBlock(analysis), "Level",
        Blocks.Select(FormIds.Level, analysis.Target.Profiles.Select(profile => (profile.Name, profile.Name)), FormChoices.Level(analysis))).Dispatching();

    private static IEnumerable<JsonObject> Database(DraftAnalysis analysis)
    {
        if (analysis.Target.Databases.Length > 1)
        {
            yield return Blocks.Input(DatabaseBlock(analysis), "Database", Blocks.Select(
                FormIds.Database, analysis.Target.Databases.Select(name => (name, NameValue.Of(name))), NameValue.Of(FormChoices.Database(analysis)))).Dispatching();
        }
    }

    private static JsonObject DurationTyped(DraftAnalysis analysis) => Blocks.Input("durationTyped", "How long", Blocks.TextInput(
        FormIds.DurationTyped, analysis.Draft.Duration is { } time ? DurationText.Typed(time) : null, 40, "90m, 1h30m"));

    private static JsonObject Until(DraftAnalysis analysis)
    {
        var picker = new JsonObject { ["type"] = "datetimepicker", ["action_id"] = FormIds.Until };
        if (analysis.Draft.Until is { } until)
        {
            picker["initial_date_time"] = until.ToUnixTimeSeconds();
        }

        return Blocks.Input("until", "Until", picker, "In your own time zone. Access ends then, however late it is approved.");
    }

    private static IEnumerable<JsonObject> Address(DraftAnalysis analysis)
    {
        if (FormChoices.AsksForAddress(analysis))
        {
            yield return Blocks.Input("address", FormChoices.AddressLabel, Blocks.TextInput(
                FormIds.Address, Address(analysis.Draft), DraftAnalyst.MostAddress, FormChoices.AddressExample), FormChoices.AddressHint(analysis), optional: true);
        }
    }

    // What is longer is no address, and Slack takes no more than the field does.
    private static string? Address(RequestDraft draft) => draft.Address is { } typed ? PlainText.Shorten(typed, DraftAnalyst.MostAddress) : null;

    public static JsonObject Dispatching(this JsonObject input)
    {
        input["dispatch_action"] = true;
        return input;
    }
}
