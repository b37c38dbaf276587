using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>What a request's cards say of masking, and of the levels that it does not stop.</summary>
internal static class MaskWords
{
    private const int MostInline = 4;
    private const int MostLeftOut = 3;

    public static IEnumerable<CardFact> Facts(AccessRequest request)
    {
        foreach (var place in request.Places)
        {
            if (place.Masked is { Count: > 0 } masked)
            {
                yield return new($"{(request.Scope.Unmask ? "Unmasked" : "Masked")}{Where(request, place)}", CardText.Of($"{Some(masked.Named, masked.Count, MostInline)}"));
            }
        }
    }

    /// <summary>What a wide scope does without, and what a level gives past all masking.</summary>
    public static IEnumerable<CardText> Limits(AccessRequest request, Target? target)
    {
        if (request.Masked is { LeftOut: > 0 } masked)
        {
            yield return CardText.Of($"Not included, because it cannot be masked: {Some(masked.NamedLeftOut, masked.LeftOut, MostLeftOut)}.") with { Subtle = true };
        }

        switch (target?.Profile(request.Scope.Level))
        {
            case { Level: AccessLevel.Ddl, MemberOf: [var owner] }:
                yield return CardText.Of($"Everything that the role {owner} owns in this database can be read, altered and dropped; nothing of it is masked.");
                break;
            case { IsPremade: true } when request.Scope.Unmask:
                yield return CardText.Of($"At this level nothing is masked: its roles reach the tables themselves.");
                break;
        }
    }

    /// <summary>Every column that is known by name, for those who want to see all.</summary>
    public static IEnumerable<CardText> List(AccessRequest request) => request.Places.SelectMany(place => List(request, place));

    private static IEnumerable<CardText> List(AccessRequest request, StatementPlace place) => place.Masked is not { Count: > MostInline } masked ? [] :
    [
        CardText.Of($"{(request.Scope.Unmask ? "Unmasked" : "Masked")}{Where(request, place)}") with { Strong = true },
        CardText.Code(string.Join(", ", masked.Named) + (masked.Count > masked.Named.Length ? $" and {masked.Count - masked.Named.Length} more" : "")),
    ];

    private static string Where(AccessRequest request, StatementPlace place) => request.Elsewhere.IsEmpty ? "" : $" in {place.Database}";

    private static string Some(ImmutableArray<string> names, int count, int most)
    {
        var shown = names.Take(most).ToArray();
        return $"{string.Join(", ", shown.Select(name => PlainText.Shorten(name, 120)))}{(count > shown.Length ? $" and {count - shown.Length} more" : "")}";
    }
}
