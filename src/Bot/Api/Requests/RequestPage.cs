using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Api.Requests;

/// <summary>Some of a list, newest first.</summary>
internal sealed record Page<T>
{
    public required ImmutableArray<T> Items { get; init; }

    [Description("Send it as cursor for what comes after; left out at the end of the list. A page can hold fewer items than asked for and still have one.")]
    public string? Next { get; init; }
}

/// <summary>What a list was asked for, read from the address.</summary>
internal static class RequestPage
{
    private const int MostItems = 200;
    private const int UsualItems = 50;
    private const int LongestText = 200;

    /// <returns>Null, and the answer, if something of it cannot be read.</returns>
    public static RequestFilter? Read(string? requester, string? target, IReadOnlyCollection<RequestState>? states, string? cursor, string? limit, out ApiAnswer? refused)
    {
        var most = UsualItems;
        RequestPlace? after = null;
        refused =
            limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= MostItems) ? Invalid("limit", $"is a whole number from 1 to {MostItems}")
            : cursor is not null && (after = Place(cursor)) is null ? Invalid("cursor", "is the next of an earlier page, as it came")
            : requester is not null && !IsText(requester) ? Invalid("requester", "is a person's key in the directory")
            : target is not null && !IsText(target) ? Invalid("target", "is a target's id")
            : null;
        return refused is null
            ? new() { Requester = requester is null ? null : new(requester), Target = target, States = states, After = after, Limit = most }
            : null;
    }

    public static string? Cursor(RequestPlace? place) =>
        place is null ? null : string.Create(CultureInfo.InvariantCulture, $"{place.SubmittedAt.ToUnixTimeMilliseconds()}-{place.Id}");

    public static ApiAnswer Invalid(string parameter, string wanted) =>
        ApiAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-parameter", $"The parameter {parameter} {wanted}.");

    /// <returns>Null, and the answer, if one of these is none.</returns>
    public static IReadOnlyCollection<RequestState>? States(string? text, IReadOnlyCollection<RequestState> among, out ApiAnswer? refused)
    {
        var named = text?.Split(',', StringSplitOptions.TrimEntries).Select(name => (Name: name, State: among.Where(state => Name(state) == name).Cast<RequestState?>().FirstOrDefault())).ToArray();
        refused = named?.All(state => state.State is not null) ?? true ? null : Invalid("state", $"is one or more of {string.Join(", ", among.Select(Name))}, with commas between");
        return refused is null ? named?.Select(state => state.State!.Value).ToArray() : null;
    }

    private static string Name(RequestState state) => state.ToString().ToLowerInvariant();

    private static bool IsText(string text) => text.Length is > 0 and <= LongestText && PlainText.IsPrintable(text);

    private static RequestPlace? Place(string cursor) =>
        cursor.Split('-') is [var time, var id] && RequestId.TryParse(id, out var request)
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(at), request)
            : null;
}
