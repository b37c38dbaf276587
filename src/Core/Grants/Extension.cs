using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Core.Grants;

/// <summary>An ask for more time on a grant, and what became of it. Times are UTC.</summary>
public sealed record Extension
{
    /// <summary>The request's terms that came with it; the buttons of its card carry them, and they tell it from every other.</summary>
    public required int Terms { get; init; }

    public required TimeSpan By { get; init; }

    /// <summary>The end that it moves.</summary>
    public required DateTimeOffset From { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The typed line it came with: the same delivery twice asks once. Null for a button, which carries the terms it was drawn with.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The rule it was asked under; the policy may have changed since the request.</summary>
    public required PinnedRule Rule { get; init; }

    public ImmutableArray<Decision> Decisions { get; init; } = [];

    /// <summary>Null while it waits; for good, if the grant ended first.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The end that was asked for, fixed when it was asked: what is approved is what was shown.</summary>
    [JsonIgnore]
    public DateTimeOffset Until => From + By;
}

internal static class Extensions
{
    /// <summary>
    /// Writes the later end into the document, which comes first when time is added: until the target has been told, its account ends as before.
    /// Another reminder comes before the new end.
    /// </summary>
    public static AccessRequest Lengthen(this AccessRequest request, Extension granted, DateTimeOffset now)
    {
        var longer = request.Settle(granted, Verdict.Approve).Record(AuditEntry.Of(now, AuditEvents.Extended, AuditEntry.Service, null,
            ("by", granted.By.ToString("c")), ("ended", granted.From.ToString("o")), ("ends", granted.Until.ToString("o")), ("rule", granted.Rule.Name)));
        return longer with
        {
            Grant = longer.Grant with { EndsAt = granted.Until, CarriedEnd = request.Grant.CarriedEnd ?? request.Grant.EndsAt, RemindedAt = null },
        };
    }

    public static AccessRequest Settle(this AccessRequest request, Extension decided, Verdict verdict) => request.Put(decided with { Verdict = verdict });

    /// <summary>In the place of the one with the same terms.</summary>
    public static AccessRequest Put(this AccessRequest request, Extension changed) =>
        request with { Extensions = [.. request.Extensions.Select(known => known.Terms == changed.Terms ? changed : known)] };
}
