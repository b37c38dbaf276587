using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Operator;

/// <summary>Holds a situation against the configuration, and makes of it what conditions are judged on. Neither Slack nor a target's catalogue is asked.</summary>
internal sealed class SituationReader
{
    private const int MostSuggestions = 3;

    private readonly Situation _situation;
    private readonly Organisation _organisation;
    private readonly List<SituationProblem> _problems = [];

    private SituationReader(Situation situation, Organisation organisation) => (_situation, _organisation) = (situation, organisation);

    /// <param name="now">UTC; when it is asked if the situation does not say.</param>
    /// <returns>The facts, or everything that keeps them from being told.</returns>
    public static (RequestFacts? Facts, IReadOnlyList<SituationProblem> Problems) Read(Situation situation, Organisation organisation, DateTimeOffset now)
    {
        var reader = new SituationReader(situation, organisation);
        var facts = reader.Facts(now);
        return reader._problems.Count == 0 ? (facts, []) : (null, reader._problems);
    }

    /// <summary>In the groups that the configuration lists them in.</summary>
    public static RequesterFacts Requester(Person person, Organisation organisation, int activeGrants) => new(
        person.Id,
        person.Email,
        [.. organisation.Groups.Where(group => group.Value.People.Contains(person.Id)).Select(group => group.Key).Order(StringComparer.Ordinal)],
        activeGrants);

    /// <summary>What a scope is known to reach without a catalogue: tables as they are named, and of a whole schema that it is in it.</summary>
    public static ImmutableArray<TableName> Reached(ImmutableArray<string> schemas, ImmutableArray<TableName> tables) =>
        [.. tables, .. schemas.Select(schema => new TableName(schema, "*"))];

    private RequestFacts? Facts(DateTimeOffset now)
    {
        var person = Person();
        var target = Target();
        var profile = target is null ? null : Profile(target);
        var database = target is null ? null : Database(target);
        var tables = Tables();
        var masked = MaskedColumns();
        var duration = Duration();
        var moment = Moment(now);
        var address = Address();
        return person is null || target is null || profile is null || database is null ? null : new()
        {
            Target = target,
            Profile = profile,
            Database = database,
            Tables = tables,
            Duration = duration,
            Unmask = _situation.Unmask || RequestFacts.Unmasks(asked: false, profile, target),
            MaskedColumns = masked,
            DataExport = _situation.DataExport,
            Statement = _situation.Statement ?? "",
            Reason = _situation.Reason?.Trim() ?? "",
            Ticket = _situation.Ticket?.Trim() ?? "",
            SourceIp = address?.Text ?? "",
            Requester = Requester(person, _organisation, _situation.ActiveGrants),
            Now = moment,
            IncidentSeverity = _situation.Incident,
        };
    }

    private Person? Person()
    {
        var (who, people) = (_situation.As, _organisation.People);
        return people.FirstOrDefault(person => string.Equals(person.Id.Value, who, StringComparison.Ordinal))
            ?? people.FirstOrDefault(person => string.Equals(person.Email, who, StringComparison.OrdinalIgnoreCase))
            ?? Unknown<Person>(nameof(Situation.As), who, "a person under JitBot:People",
                people.Select(person => who?.Contains('@', StringComparison.Ordinal) == true ? person.Email : person.Id.Value));
    }

    private Target? Target() => _situation.Target is null && _organisation.Targets is [var only]
        ? only
        : _organisation.Targets.FirstOrDefault(target => string.Equals(target.Id, _situation.Target, StringComparison.OrdinalIgnoreCase))
            ?? Unknown<Target>(nameof(Situation.Target), _situation.Target, "a target", _organisation.Targets.Select(target => target.Id));

    private AccessProfile? Profile(Target target) => (_situation.Level is { } level ? target.Profile(level) : null)
        ?? Unknown<AccessProfile>(nameof(Situation.Level), _situation.Level, $"a level of {target.Id}", target.Profiles.Select(profile => profile.Name));

    private string? Database(Target target) => _situation.Database is not { } name
        ? target.Databases[0]
        : target.Databases.FirstOrDefault(database => database == name)
            ?? Unknown<string>(nameof(Situation.Database), name, $"a database of {target.Id}", target.Databases);

    private ImmutableArray<TableName> Tables()
    {
        if (!_situation.Tables.IsEmpty && !_situation.Schemas.IsEmpty)
        {
            Note(nameof(Situation.Schemas), "stand beside Tables: a request names schemas or tables, not both", "public");
        }

        var tables = ImmutableArray.CreateBuilder<TableName>();
        foreach (var table in _situation.Tables)
        {
            if (table.Split('.', 2) is [{ Length: > 0 } schema, { Length: > 0 } name])
            {
                tables.Add(new(schema, name));
            }
            else
            {
                Note(nameof(Situation.Tables), $"has '{table}' without its schema, and no catalogue is asked which one is meant", $"public.{table.Trim('.')}");
            }
        }

        return Reached(_situation.Schemas, tables.ToImmutable());
    }

    private FrozenDictionary<TableName, ImmutableArray<string>> MaskedColumns()
    {
        var columns = new List<ColumnName>();
        foreach (var name in _situation.MaskedColumns)
        {
            if (name.Split('.', 3) is [{ Length: > 0 } schema, { Length: > 0 } table, { Length: > 0 } column])
            {
                columns.Add(new(schema, table, column));
            }
            else
            {
                Note(nameof(Situation.MaskedColumns), $"has '{name}' without its schema and table, and no catalogue is asked which one is meant", "public.employee.email");
            }
        }

        return columns.GroupBy(column => column.Of).ToFrozenDictionary(table => table.Key, table => table.Select(column => column.Column).ToImmutableArray());
    }

    private TimeSpan Duration()
    {
        if (_situation.For is not { } text)
        {
            return DraftAnalyst.UsualDuration;
        }

        if ((Settings.IsDuration(text, out var time) && time > TimeSpan.Zero) || DurationText.Read(text, out time) == DurationFault.None)
        {
            return time;
        }

        Note(nameof(Situation.For), $"is '{text}', not a length of time", "2h");
        return DraftAnalyst.UsualDuration;
    }

    private DateTimeOffset Moment(DateTimeOffset now)
    {
        if (_situation.At is not { } text)
        {
            return now;
        }

        var fault = MomentText.Read(text, now, out var moment);
        if (fault != MomentFault.None)
        {
            Note(nameof(Situation.At), $"is '{text}', {(fault == MomentFault.NoZone ? "which is another moment in each time zone" : "not a moment")}", "2026-11-20T18:00Z");
        }

        return moment;
    }

    private SourceAddress? Address()
    {
        if (_situation.SourceIp is not { Length: > 0 } typed)
        {
            return null;
        }

        var address = SourceAddress.Read(typed, out var fault);
        if (fault != AddressFault.None)
        {
            Note(nameof(Situation.SourceIp), $"is '{PlainText.Shorten(typed, 60)}', {(fault == AddressFault.Everywhere ? "which is every address" : "not an address or network")}", "10.1.2.3");
        }

        return address;
    }

    private T? Unknown<T>(string key, string? name, string wanted, IEnumerable<string> known)
        where T : class
    {
        var nearest = PlainText.Nearest(name ?? "", known, MostSuggestions);
        Note(key, name is null ? $"is missing: {wanted}" : $"is '{PlainText.Shorten(name, 60)}', not {wanted}; there is {string.Join(", ", nearest)}", nearest[0]);
        return null;
    }

    private void Note(string key, string what, string example) => _problems.Add(new(key, what, example));
}
