using System.Globalization;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>Turns the pages of one result. It is a secret of the requester's: never logged, never in a message that others read.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
internal sealed record ResultTicket(string Run, string Key)
{
    private const int LongestRun = 100;

    /// <param name="request">Whose it is: with another's id a ticket opens nothing.</param>
    public string PageId(RequestId request, int number) => string.Create(CultureInfo.InvariantCulture, $"{request}.{Run}.{number}");

    /// <summary>As a button carries it.</summary>
    public string Text => $"{Run}/{Key}";

    /// <returns>Null for what is no ticket.</returns>
    public static ResultTicket? Parse(string? text) => text?.Split('/') is [{ Length: > 0 and <= LongestRun } run, { Length: 64 } key] && key.All(char.IsAsciiHexDigitLower) ? new(run, key) : null;

    /// <summary>Not its key.</summary>
    public override string ToString() => Run;
}
