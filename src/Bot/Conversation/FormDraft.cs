using System.Collections.Immutable;
using System.Globalization;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>Reads a form's strings as what was asked for.</summary>
internal static class FormDraft
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static RequestDraft Of(FormInput input) => new()
    {
        Target = input.Target ?? "",
        Level = Given(input.Level),
        Database = Given(input.Database),
        Schemas = [.. input.Schemas, .. TypedNames(input.SchemasTyped)],
        Tables = [.. input.Tables, .. TypedNames(input.TablesTyped)],
        Columns = TypedNames(input.Columns),
        Unmask = input.Unmask,
        Statement = input.Statement,
        Export = input.Export,
        AlsoIn = input.AlsoIn,
        Address = Given(input.Address),
        Duration = DurationText.Read(input.Duration, out var time) == DurationFault.None ? time : null,
        Until = ReadUntil(input.Until, out var until) == MomentFault.None ? until : null,
        Reason = Given(input.Reason),
        Ticket = Given(input.Ticket) ?? RequestLine.TicketIn(input.Reason),
    };

    /// <summary>A length of time or an end that was given and cannot be read; null also for none given, which the analysis itself finds.</summary>
    public static DraftProblem? DurationProblem(FormInput input) =>
        Given(input.Duration) is { } typed && DurationText.Read(typed, out _) != DurationFault.None
            ? new DraftProblem.NotATime(PlainText.Shorten(typed.Trim(), 40))
        : Given(input.Until) is { } end && ReadUntil(end, out _) != MomentFault.None
            ? new DraftProblem.NotAMoment(PlainText.Shorten(end.Trim(), 40))
            : null;

    /// <summary>Whether it says what of a database it is about.</summary>
    public static bool SaysScope(RequestDraft draft) => draft.Unmask || !(draft.Schemas.IsEmpty && draft.Tables.IsEmpty && draft.Columns.IsEmpty);

    /// <summary>As a form asks that does not show what else was said.</summary>
    public static RequestDraft WithoutScope(RequestDraft draft) => draft with { Schemas = [], Tables = [], Columns = [], Unmask = false };

    /// <summary>
    /// What is not there any more and would widen the request. Clients send nothing for a field that was emptied, so that it cannot be told from one
    /// that was lost.
    /// </summary>
    /// <param name="showsScope">Whether schemas, tables and columns are asked for at this level.</param>
    public static ImmutableArray<DraftProblem> TakenOut(FormInput input, RequestDraft draft, bool showsScope) =>
    [
        .. input.Absent.Distinct()
            .Where(field => field switch
            {
                DraftField.Schemas or DraftField.Tables => showsScope && draft.Schemas.IsEmpty && draft.Tables.IsEmpty && draft.Columns.IsEmpty,
                DraftField.Columns => showsScope,
                _ => true,
            })
            .Select(field => new DraftProblem.TakenOut(field)),
    ];

    /// <summary>Says of an unreadable time what is wrong with it, where the analysis only saw that there is none.</summary>
    public static DraftAnalysis WithDurationProblem(DraftAnalysis analysis, FormInput input) => DurationProblem(input) is { } problem
        ? analysis with { Problems = [.. analysis.Problems.Where(other => other.Field is not (DraftField.Duration or DraftField.Until)), problem] }
        : analysis;

    private static MomentFault ReadUntil(string? text, out DateTimeOffset until)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
        {
            return MomentText.Read(text ?? "", now: null, out until);
        }

        until = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return MomentFault.None;
    }

    /// <summary>Names with commas, line ends or spaces between them; quotes keep those within a name.</summary>
    private static ImmutableArray<string> TypedNames(string? typed)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var line = new LineReader(typed ?? "");
        while (line.Next() is { } word)
        {
            names.AddRange(word.Names);
        }

        return names.ToImmutable();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
