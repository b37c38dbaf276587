using System.Collections.Immutable;
using System.CommandLine;

namespace JitBot.Bot.Operator;

/// <summary>A situation in options: <c>--as dana --target hr-prod --level write --for 2h</c>.</summary>
internal sealed class SituationOptions
{
    private readonly Option<string?> _as = Text(nameof(Situation.As), "WHO", "Who asks: a person's id or e-mail address.");
    private readonly Option<string?> _target = Text(nameof(Situation.Target), "ID", "The target; may be left out if there is one only.");
    private readonly Option<string?> _level = Text(nameof(Situation.Level), "LEVEL", "The level, such as read or write.");
    private readonly Option<string?> _database = Text(nameof(Situation.Database), "NAME", "The database; the target's first if left out.");
    private readonly Option<string?> _tables = Text(nameof(Situation.Tables), "NAMES", "Tables with their schemas, such as public.title,public.salary. Taken as named: no catalogue is asked.");
    private readonly Option<string?> _schemas = Text(nameof(Situation.Schemas), "NAMES", "Whole schemas, such as public,sales.");
    private readonly Option<string?> _for = Text(nameof(Situation.For), "TIME", "How long, such as 2h or 1h30m; half an hour if left out.");
    private readonly Option<string?> _reason = Text(nameof(Situation.Reason), "TEXT", "Why.");
    private readonly Option<string?> _ticket = Text(nameof(Situation.Ticket), "TEXT", "The ticket.");
    private readonly Option<bool> _unmask = new(NameOf(nameof(Situation.Unmask))) { Description = "Masked columns are asked for as they are." };
    private readonly Option<string?> _maskedColumns = Text(nameof(Situation.MaskedColumns), "NAMES", "Columns that are masked there, with schema and table, such as public.employee.email. No catalogue is asked.");
    private readonly Option<bool> _dataExport = new(NameOf(nameof(Situation.DataExport))) { Description = "Results as a file are asked for." };
    private readonly Option<string?> _statement = Text(nameof(Situation.Statement), "SQL", "The statement asked for.");
    private readonly Option<string?> _sourceIp = Text(nameof(Situation.SourceIp), "ADDRESS", "The address that access may come from.");
    private readonly Option<string?> _at = Text(nameof(Situation.At), "MOMENT", "When it is asked, such as 2026-11-20T18:00Z; now if left out.");
    private readonly Option<string?> _incident = Text(nameof(Situation.Incident), "SEVERITY", "With an open incident of this severity.");
    private readonly Option<int> _activeGrants = new(NameOf(nameof(Situation.ActiveGrants))) { Description = "How many live grants they have; none if left out.", HelpName = "N" };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _as, _target, _level, _database, _tables, _schemas, _for, _reason, _ticket, _unmask, _maskedColumns, _dataExport, _statement, _sourceIp, _at, _incident, _activeGrants,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    public Situation Read(ParseResult parsed) => new()
    {
        As = parsed.GetValue(_as),
        Target = parsed.GetValue(_target),
        Level = parsed.GetValue(_level),
        Database = parsed.GetValue(_database),
        Tables = Names(parsed.GetValue(_tables)),
        Schemas = Names(parsed.GetValue(_schemas)),
        For = parsed.GetValue(_for),
        Reason = parsed.GetValue(_reason),
        Ticket = parsed.GetValue(_ticket),
        Unmask = parsed.GetValue(_unmask),
        MaskedColumns = Names(parsed.GetValue(_maskedColumns)),
        DataExport = parsed.GetValue(_dataExport),
        Statement = parsed.GetValue(_statement),
        SourceIp = parsed.GetValue(_sourceIp),
        At = parsed.GetValue(_at),
        Incident = parsed.GetValue(_incident),
        ActiveGrants = parsed.GetValue(_activeGrants),
    };

    /// <summary>The option of a situation's field: <c>--source-ip</c> of <c>SourceIp</c>.</summary>
    public static string NameOf(string field) =>
        $"-{string.Concat(field.Select(character => char.IsAsciiLetterUpper(character) ? $"-{char.ToLowerInvariant(character)}" : $"{character}"))}";

    private static Option<string?> Text(string field, string value, string description) => new(NameOf(field)) { Description = description, HelpName = value };

    private static ImmutableArray<string> Names(string? list) => [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
