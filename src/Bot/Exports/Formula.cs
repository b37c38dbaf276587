using System.Buffers;

namespace JitBot.Bot.Exports;

/// <summary>What a spreadsheet takes for a formula when it opens a file of values.</summary>
internal static class Formula
{
    // As OWASP lists them under "CSV Injection"; the last four are the full-width ones, which some spreadsheets read as the others.
    private static readonly SearchValues<char> Beginnings = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    public static bool MayBegin(string value) => value is [var first, ..] && Beginnings.Contains(first);
}
