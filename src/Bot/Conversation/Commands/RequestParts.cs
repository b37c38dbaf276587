using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>What was found of a request's line so far.</summary>
internal sealed class RequestParts
{
    public string? Target { get; set; }
    public string? Level { get; private set; }
    public string? Database { get; private set; }

    /// <summary>Those named after it.</summary>
    public ImmutableArray<string> MoreDatabases { get; private set; } = [];
    public string? Reason { get; set; }
    public TimeSpan? Duration { get; private set; }
    public DateTimeOffset? Until { get; private set; }
    public bool SaysHowLong => Duration is not null || Until is not null;
    public ImmutableArray<string>.Builder Schemas { get; } = ImmutableArray.CreateBuilder<string>();
    public ImmutableArray<string>.Builder Tables { get; } = ImmutableArray.CreateBuilder<string>();
    public ImmutableArray<string>.Builder Columns { get; } = ImmutableArray.CreateBuilder<string>();
    public bool Unmask { get; set; }
    public bool Export { get; set; }
    public string? Address { get; private set; }
    public LineProblem? Problem { get; private set; }

    public void SetDuration(DurationReading reading)
    {
        Problem = reading.Fault != DurationFault.None ? new LineProblem.BadDuration(PlainText.Shorten(reading.Text, 40), reading.Fault)
            : SaysHowLong ? new LineProblem.Twice("for")
            : null;
        Duration = reading.Time;
    }

    public void SetUntil(MomentReading reading)
    {
        Problem = reading.Fault != MomentFault.None ? new LineProblem.BadMoment(PlainText.Shorten(reading.Text, 40), reading.Fault)
            : SaysHowLong ? new LineProblem.Twice("until")
            : null;
        Until = reading.Moment;
    }

    public void SetDatabase(string keyword, ImmutableArray<string> names)
    {
        SetDatabases(keyword, names);
        Problem ??= names.Length > 1 ? new LineProblem.Twice(keyword) : null;
    }

    public void SetDatabases(string keyword, ImmutableArray<string> names)
    {
        Problem = Database is not null ? new LineProblem.Twice(keyword)
            : names.IsEmpty ? new LineProblem.NothingNamed(keyword)
            : null;
        (Database, MoreDatabases) = (names.FirstOrDefault(), [.. names.Skip(1)]);
    }

    /// <summary>Nothing named is no list at all: left empty, it would mean the whole database.</summary>
    public void AddNamed(string keyword, ImmutableArray<string>.Builder list, ImmutableArray<string> names)
    {
        Problem = names.IsEmpty ? new LineProblem.NothingNamed(keyword) : null;
        list.AddRange(names);
    }

    /// <summary>
    /// What is no address is refused at once: taken for a name, it could become that of a table, and access from anywhere what is asked for.
    /// </summary>
    public void SetAddress(ImmutableArray<string> names)
    {
        var typed = string.Join(", ", names);
        SourceAddress.Read(typed, out var fault);
        Problem = fault != AddressFault.None ? new LineProblem.BadAddress(PlainText.Shorten(typed, 60), fault)
            : Address is not null ? new LineProblem.Twice("from")
            : null;
        Address = typed;
    }

    /// <summary>The first word after the target is the level, unless it is a list.</summary>
    public void AddFree(LineWord word)
    {
        if (Level is null && Tables.Count + Columns.Count == 0 && word.Names.Length == 1 && !word.OpensList)
        {
            Level = word.Names[0];
        }
        else
        {
            Tables.AddRange(word.Names);
        }
    }

    public RequestDraft Draft() => new()
    {
        Target = Target ?? "",
        Level = Level,
        Database = Database,
        Schemas = Schemas.ToImmutable(),
        Tables = Tables.ToImmutable(),
        Columns = Columns.ToImmutable(),
        AlsoIn = MoreDatabases,
        Unmask = Unmask,
        Export = Export,
        Address = Address,
        Duration = Duration,
        Until = Until,
        Reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason,
        Ticket = RequestLine.TicketIn(Reason),
    };
}
