using System.Collections.Immutable;

namespace JitBot.Bot.Operator;

/// <summary>What two policies say to the same situations.</summary>
/// <param name="Stored">How many of them are stored requests; null if the store was not asked.</param>
/// <param name="Gone">How many stored requests could not be judged, because their requester, target, level or database is no longer configured.</param>
internal sealed record Comparison(ImmutableArray<Compared> All, int Cases, int? Stored, int Gone)
{
    public IEnumerable<Compared> Differing => All.Where(compared => compared.Old != compared.New);

    public object Plain() => new
    {
        differ = Differing.Count(),
        of = All.Length,
        Cases,
        Stored,
        Gone,
        differences = Differing.Select(compared => new { @case = compared.Subject.Request is null ? compared.Subject.Words : null, compared.Subject.Request, compared.Old, compared.New }),
    };
}

internal sealed record Compared(Subject Subject, Ruling Old, Ruling New);

/// <param name="Words">A case's name, or what was asked.</param>
/// <param name="Request">A stored request's id; null for a case.</param>
internal sealed record Subject(string Words, string? Request);
