using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Requests;

/// <summary>What is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewRequest
{
    [Description("The target's id, such as hr-prod.")]
    public required string Target { get; init; }

    [Description("The level of access, such as read; left out for a statement.")]
    public string? Level { get; init; }

    [Description("The database; the target's first if it is left out.")]
    public string? Database { get; init; }

    [Description("More databases, after the first, that a statement is to run in.")]
    public ImmutableArray<string>? AlsoIn { get; init; }

    [Description("Whole schemas. Without schemas and tables it is the whole database.")]
    public ImmutableArray<string>? Schemas { get; init; }

    [Description("Single tables or views: employee, public.employee.")]
    public ImmutableArray<string>? Tables { get; init; }

    [Description("Single columns: employee.email. Of a table that has any here, no others are asked for.")]
    public ImmutableArray<string>? Columns { get; init; }

    [Description("Masked columns are wanted as they are.")]
    public bool Unmask { get; init; }

    [Description("One SQL statement that JitBot runs once it is approved, instead of a login.")]
    public string? Statement { get; init; }

    [Description("The statement's result may be taken out as a file.")]
    public bool Export { get; init; }

    [Description("The only address or network that the login is let in from: 10.1.2.3, 10.0.0.0/24.")]
    public string? Address { get; init; }

    [Description("How long, from when access is there: PT2H, 2h, 1h30m. This or until.")]
    public string? Duration { get; init; }

    [Description("The end itself, with its time zone: 2026-11-20T18:00Z.")]
    public string? Until { get; init; }

    [Description("Why. Whoever decides reads it, and it is kept on record.")]
    public string? Reason { get; init; }

    [Description("The ticket this belongs to.")]
    public string? Ticket { get; init; }

    /// <param name="problems">What of it cannot be read by itself.</param>
    public RequestDraft ToDraft(out ImmutableArray<DraftProblem> problems)
    {
        var (lasts, end) = (Duration is null ? null : ApiTimes.Duration(Duration), Until is null ? null : ApiTimes.Moment(Until));
        DraftProblem?[] found =
        [
            Duration is not null && lasts is null ? new DraftProblem.NotATime(PlainText.Shorten(Duration.Trim(), 40)) : null,
            Until is not null && end is null ? new DraftProblem.NotAMoment(PlainText.Shorten(Until.Trim(), 40)) : null,
            Export && Statement is null ? new DraftProblem.Missing(DraftField.Statement) : null,
        ];
        problems = [.. found.OfType<DraftProblem>()];
        return new()
        {
            Target = Target,
            Level = Level,
            Database = Database,
            AlsoIn = AlsoIn ?? [],
            Schemas = Schemas ?? [],
            Tables = Tables ?? [],
            Columns = Columns ?? [],
            Unmask = Unmask,
            Statement = Statement,
            Export = Export,
            Address = Address,
            Duration = lasts,
            Until = end,
            Reason = Reason,
            Ticket = Ticket,
        };
    }

    /// <summary>Each under the member of the body that it is about.</summary>
    public static ImmutableArray<ApiError> Errors(IEnumerable<DraftProblem> problems) =>
        [.. problems.Select(problem => new ApiError { Pointer = $"#/{Member(problem.Field)}", Detail = Wording.Of(problem) })];

    private static string Member(DraftField field) => field switch
    {
        DraftField.Level => "level",
        DraftField.Database => "database",
        DraftField.Schemas => "schemas",
        DraftField.Tables => "tables",
        DraftField.Columns => "columns",
        DraftField.Address => "address",
        DraftField.Duration => "duration",
        DraftField.Until => "until",
        DraftField.Reason => "reason",
        DraftField.Ticket => "ticket",
        DraftField.Statement => "statement",
        _ => throw new InvalidOperationException($"Unknown field {field}."),
    };
}
