using System.Globalization;
using CsvHelper;
using JitBot.Core.Audit;

namespace JitBot.Bot.Exports;

/// <summary>Entries of the record as CSV (RFC 4180) in UTF-8, with a line of names first. A value that a spreadsheet would run has <c>'</c> before it.</summary>
internal static class AuditCsv
{
    private static readonly string[] Columns = ["seq", "id", "at", "event", "actor", "via", "request", "target", "reason", "facts", "hash"];

    /// <param name="output">Written to asynchronously alone; left open.</param>
    /// <returns>How many were written.</returns>
    public static async Task<long> WriteAsync(IAsyncEnumerable<SealedEntry> entries, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, new() { BufferSize = 64 * 1024 }, leaveOpen: true);
        await WriteLineAsync(csv, Columns, ct);
        var count = 0L;
        await foreach (var entry in entries.WithCancellation(ct))
        {
            count++;
            await WriteLineAsync(csv,
            [
                entry.Seq.ToString(CultureInfo.InvariantCulture), entry.Id, entry.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), entry.Event, entry.Actor,
                entry.Via, entry.Request?.Value, entry.Target, entry.Reason, string.Join("; ", entry.Facts.Where(fact => fact.Value.Length > 0).Select(fact => $"{fact.Key}: {fact.Value}")), entry.Hash,
            ], ct);
        }

        return count;
    }

    private static async Task WriteLineAsync(CsvWriter csv, IEnumerable<string?> values, CancellationToken ct)
    {
        foreach (var value in values)
        {
            Formula.Write(csv, value);
        }

        await csv.EndRecordAsync(ct);
    }
}
