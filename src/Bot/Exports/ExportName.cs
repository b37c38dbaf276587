using System.Globalization;
using JitBot.Core.Requests;

namespace JitBot.Bot.Exports;

/// <summary>What a file with a result is called: safe on every system, and in the order of time among those of one request.</summary>
internal static class ExportName
{
    private const int Longest = 60;

    /// <param name="target">Cut to sixty characters; what is neither an ASCII letter nor a digit nor an underscore becomes a dash.</param>
    /// <param name="ending">Without its dot, such as <c>csv</c>.</param>
    /// <returns>Such as <c>hr-prod-abcdefgh2345-20261120T101500Z.csv</c>, the time in UTC.</returns>
    public static string Of(string target, RequestId request, DateTimeOffset at, string ending)
    {
        var safe = string.Concat(target.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '-')).Trim('-');
        return string.Create(CultureInfo.InvariantCulture, $"{(safe is "" ? "result" : safe)}-{request}-{at.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.{ending}");
    }
}
