using System.Buffers;
using CsvHelper;

namespace JitBot.Bot.Exports;

/// <summary>What a spreadsheet takes for a formula when it opens a file of values.</summary>
internal static class Formula
{
    // As OWASP lists them under "CSV Injection"; the last four are the full-width ones, which some spreadsheets read as the others.
    private static readonly SearchValues<char> Beginnings = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>As it is, or with <c>'</c> before it. An empty text is told from none.</summary>
    /// <param name="isNumber">Whatever it begins with, it is a number and nothing else.</param>
    public static void Write(CsvWriter csv, string? value, bool isNumber = false)
    {
        // Not the writer's own guard, which takes a negative number for a formula and knows no full-width signs.
        if (value is not null && MayBegin(value) && !isNumber)
        {
            csv.WriteField($"'{value}", CsvQuoting.Always);
        }
        else
        {
            csv.WriteField(value, value is "" ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
        }
    }

    public static bool MayBegin(string value) => value is [var first, ..] && Beginnings.Contains(first);
}
