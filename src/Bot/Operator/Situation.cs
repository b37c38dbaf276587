using System.Collections.Immutable;

namespace JitBot.Bot.Operator;

/// <summary>Something in a situation that cannot be what is meant.</summary>
/// <param name="Key">The name of the field, such as <c>SourceIp</c>.</param>
/// <param name="What">What was found and what is wanted.</param>
/// <param name="Example">A value that would be right.</param>
internal sealed record SituationProblem(string Key, string What, string Example);

/// <summary>Who asks for what, as an operator writes it: in the options of <c>policy explain</c>, or in a case of <c>policy test</c>.</summary>
internal sealed record Situation
{
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

    /// <summary>Such as <c>public.employee.email</c>: the columns that are masked there, as no catalogue is asked.</summary>
    public ImmutableArray<string> MaskedColumns { get; init; } = [];

    public bool DataExport { get; init; }
    public string? Statement { get; init; }
    public string? SourceIp { get; init; }

    /// <summary>Such as <c>2026-11-20T18:00Z</c>; now if left out.</summary>
    public string? At { get; init; }

    /// <summary>How severe the open incident is; there is none if left out.</summary>
    public string? Incident { get; init; }

    public int ActiveGrants { get; init; }
}
