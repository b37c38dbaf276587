using System.Collections.Immutable;
using System.Net;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Operator;

/// <summary>Something in a situation that cannot be what is meant.</summary>
/// <param name="Key">The name of the field, such as <c>SourceIp</c>.</param>
/// <param name="What">What was found and what is wanted.</param>
/// <param name="Example">A value that would be right.</param>
internal sealed record SituationProblem(string Key, string What, string Example);

/// <summary>Who asks for what, as an operator writes it: in the options of <c>policy explain</c>, or in a case of <c>policy test</c>.</summary>
internal sealed record Situation
{
    private const int MostSuggestions = 3;

    /// <summary>A person's id or e-mail address.</summary>
    public string? As { get; init; }

    /// <summary>May be left out where there is one only.</summary>
    public string? Target { get; init; }

    public string? Level { get; init; }

    /// <summary>The target's first if left out.</summary>
    public string? Database { get; init; }

    /// <summary>Such as <c>public.title</c>: no catalogue is asked which schema is meant, or whether it is there.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Such as <c>2h</c> or <c>02:00:00</c>; what the form takes until a time is named if left out.</summary>
    public string? For { get; init; }

    public string? Reason { get; init; }
    public string? Ticket { get; init; }
    public bool Unmask { get; init; }
    public bool DataExport { get; init; }
    public string? Statement { get; init; }
    public string? SourceIp { get; init; }

    /// <summary>Such as <c>2026-11-20T18:00Z</c>; now if left out.</summary>
    public string? At { get; init; }

    /// <summary>How severe the open incident is; there is none if left out.</summary>
    public string? Incident { get; init; }

    public int ActiveGrants { get; init; }

    /// <summary>What conditions are judged on.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="note">Told of everything that is wrong.</param>
    /// <returns>Null if anything is.</returns>
    public RequestFacts? Facts(Organisation organisation, DateTimeOffset now, Action<SituationProblem> note)
    {
        var wrong = false;
        var person = Person(organisation, Note);
        var target = TheTarget(organisation, Note);
        var profile = target is null ? null : Profile(target, Note);
        var database = target is null ? null : TheDatabase(target, Note);
        var tables = Reached(Note);
        var duration = Duration(Note);
        var moment = Moment(now, Note);
        if (SourceIp is { } address && !IPAddress.TryParse(address, out _))
        {
            Note(nameof(SourceIp), $"is '{address}', not an address", "10.1.2.3");
        }

        return wrong || person is null || target is null || profile is null || database is null ? null : new()
        {
            Target = target,
            Profile = profile,
            Database = database,
            Tables = tables,
            Duration = duration,
            Unmask = Unmask,
            DataExport = DataExport,
            Statement = Statement ?? "",
            Reason = Reason?.Trim() ?? "",
            Ticket = Ticket?.Trim() ?? "",
            SourceIp = SourceIp ?? "",
            Requester = Requester(person, organisation, ActiveGrants),
            Now = moment,
            IncidentSeverity = Incident,
        };

        void Note(string key, string what, string example)
        {
            wrong = true;
            note(new(key, what, example));
        }
    }

    /// <summary>The groups are those that the configuration lists them in: Slack is not asked.</summary>
    public static RequesterFacts Requester(Person person, Organisation organisation, int activeGrants) => new(
        person.Id,
        person.Email,
        [.. organisation.Groups.Where(group => group.Value.People.Contains(person.Id)).Select(group => group.Key).Order(StringComparer.Ordinal)],
        activeGrants);

    /// <summary>What a scope is known to reach without a catalogue: tables as they are named, and of a whole schema that it is in it.</summary>
    public static ImmutableArray<TableName> Reached(ImmutableArray<string> schemas, ImmutableArray<TableName> tables) =>
        [.. tables, .. schemas.Select(schema => new TableName(schema, "*"))];

    private Person? Person(Organisation organisation, Action<string, string, string> note)
    {
        var known = organisation.People;
        var found = known.FirstOrDefault(person => string.Equals(person.Id.Value, As, StringComparison.Ordinal))
            ?? known.FirstOrDefault(person => string.Equals(person.Email, As, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            Unknown(nameof(As), As, "a person under JitBot:People", As?.Contains('@', StringComparison.Ordinal) == true
                ? known.Select(person => person.Email) : known.Select(person => person.Id.Value), note);
        }

        return found;
    }

    private Target? TheTarget(Organisation organisation, Action<string, string, string> note)
    {
        if (Target is null && organisation.Targets is [var only])
        {
            return only;
        }

        var found = organisation.Targets.FirstOrDefault(target => string.Equals(target.Id, Target, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            Unknown(nameof(Target), Target, "a target", organisation.Targets.Select(target => target.Id), note);
        }

        return found;
    }

    private AccessProfile? Profile(Target target, Action<string, string, string> note)
    {
        var found = Level is null ? null : target.Profile(Level);
        if (found is null)
        {
            Unknown(nameof(Level), Level, $"a level of {target.Id}", target.Profiles.Select(profile => profile.Name), note);
        }

        return found;
    }

    private string? TheDatabase(Target target, Action<string, string, string> note)
    {
        if (Database is null || target.Databases.Contains(Database, StringComparer.Ordinal))
        {
            return Database ?? target.Databases[0];
        }

        Unknown(nameof(Database), Database, $"a database of {target.Id}", target.Databases, note);
        return null;
    }

    private ImmutableArray<TableName> Reached(Action<string, string, string> note)
    {
        if (!Tables.IsEmpty && !Schemas.IsEmpty)
        {
            note(nameof(Schemas), "stand beside Tables: a request names schemas or tables, not both", "public");
        }

        foreach (var table in Tables.Where(table => table.Split('.', 2) is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            note(nameof(Tables), $"has '{table}' without its schema, and no catalogue is asked which one is meant", $"public.{table.Trim('.')}");
        }

        return Reached(Schemas, [.. Tables.Select(table => table.Split('.', 2)).Where(parts => parts.Length == 2).Select(parts => new TableName(parts[0], parts[1]))]);
    }

    private TimeSpan Duration(Action<string, string, string> note)
    {
        if (For is null)
        {
            return DraftAnalyst.UsualDuration;
        }

        if ((Settings.IsDuration(For, out var time) && time > TimeSpan.Zero) || DurationText.Read(For, out time) == DurationFault.None)
        {
            return time;
        }

        note(nameof(For), $"is '{For}', not a length of time", "2h");
        return DraftAnalyst.UsualDuration;
    }

    private DateTimeOffset Moment(DateTimeOffset now, Action<string, string, string> note)
    {
        if (At is null)
        {
            return now;
        }

        var fault = MomentText.Read(At, now, out var moment);
        if (fault != MomentFault.None)
        {
            note(nameof(At), $"is '{At}', {(fault == MomentFault.NoZone ? "which is another moment in each time zone" : "not a moment")}", "2026-11-20T18:00Z");
        }

        return moment;
    }

    private static void Unknown(string key, string? name, string wanted, IEnumerable<string> known, Action<string, string, string> note)
    {
        var nearest = PlainText.Nearest(name ?? "", known, MostSuggestions);
        note(key, name is null ? $"is missing: {wanted}" : $"is '{PlainText.Shorten(name, 60)}', not {wanted}; there is {string.Join(", ", nearest)}", nearest.FirstOrDefault("?"));
    }
}
