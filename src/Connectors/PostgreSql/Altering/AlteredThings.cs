using System.Collections.Immutable;

namespace JitBot.Connectors.PostgreSql.Altering;

/// <summary>One thing that hangs on what an owner has.</summary>
/// <param name="Object">The object it hangs on, by the server's own number; empty for none.</param>
/// <param name="Key">The same before and after.</param>
/// <param name="Words">What it is, such as <c>SELECT on TABLE public.title for PUBLIC</c>.</param>
/// <param name="Value">Different if it was changed.</param>
/// <param name="Undo">Takes it away; null where nothing does.</param>
/// <param name="Redo">Brings it back as it is; null where nothing does.</param>
internal sealed record AlteredThing(string Object, string Key, string Words, string Value, string? Undo, string? Redo)
{
    public bool IsOwner => Undo is null && Key == $"{Object} owner";
}

/// <summary>What became different between two looks. Pure.</summary>
internal static class AlteredThings
{
    /// <returns>One line each, with the statement that makes it as it was, if there is one.</returns>
    public static ImmutableArray<string> Between(IReadOnlyCollection<AlteredThing> before, IReadOnlyCollection<AlteredThing> after)
    {
        var now = after.DistinctBy(thing => thing.Key, StringComparer.Ordinal).ToDictionary(thing => thing.Key, StringComparer.Ordinal);
        var then = before.Select(thing => thing.Key).ToHashSet(StringComparer.Ordinal);
        var there = after.Where(thing => thing.IsOwner).Select(thing => thing.Object).Append("").ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Select(thing => Changed(thing, now.GetValueOrDefault(thing.Key), there.Contains(thing.Object))).OfType<string>(),
            .. after.Where(thing => !then.Contains(thing.Key) && !thing.IsOwner).Select(thing => Line($"{thing.Words} is new", thing.Undo)),
        ];
    }

    /// <param name="isThere">Whether the object it hangs on still is.</param>
    private static string? Changed(AlteredThing before, AlteredThing? now, bool isThere) => (before.IsOwner, now) switch
    {
        (true, null) => $"{before.Words} was dropped",
        (true, { } moved) when moved.Value != before.Value => Line($"{before.Words} belongs to {moved.Value} now", before.Redo),
        (false, null) when isThere => Line($"{before.Words} is gone", before.Redo),
        (false, { } other) when other.Value != before.Value => Line($"{other.Words} was changed", before.Redo),
        _ => null,
    };

    private static string Line(string what, string? sql) => sql is null ? what : $"{what}: {sql}";
}
