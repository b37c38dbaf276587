using JitBot.Core.Statements;

namespace JitBot.Bot.Configuration;

/// <summary>How much one run of a statement may take. A length of time is whole seconds, so none is shorter than one.</summary>
internal static class StatementSettings
{
    // As long as a run lasts it keeps its session and a snapshot on the target.
    private const int MostMinutes = 30;

    // What is looked at is held in memory, and kept in the store page by page for a while.
    private const int MostShownRows = 10_000;
    private const int MostShownBytes = 16 * 1024 * 1024;

    // A file is held in memory until the chat has it, two at a time, and what cannot be packed is as large there as it came.
    private const int MostExportedRows = 10_000_000;
    private const int MostExportedBytes = 256 * 1024 * 1024;

    public static StatementCaps Read(Settings settings)
    {
        var standard = new StatementCaps();
        return new()
        {
            Shown = Read(settings.Section("Shown"), standard.Shown, MostShownRows, MostShownBytes),
            Exported = Read(settings.Section("Exported"), standard.Exported, MostExportedRows, MostExportedBytes),
        };
    }

    private static StatementLimits Read(Settings settings, StatementLimits standard, int mostRows, int mostBytes) => new(
        Timeout(settings, standard.Timeout),
        settings.Number("Rows", (int)standard.Rows, 1, mostRows),
        settings.Number("Bytes", (int)standard.Bytes, 1, mostBytes));

    private static TimeSpan Timeout(Settings settings, TimeSpan standard)
    {
        if (settings.OptionalText("Timeout") is not { } text)
        {
            return standard;
        }

        if (Settings.IsDuration(text, out var time) && time > TimeSpan.Zero && time <= TimeSpan.FromMinutes(MostMinutes))
        {
            return time;
        }

        settings.Problem("Timeout", $"is '{text}', not a length of time (hh:mm:ss) from one second to {MostMinutes} minutes", $"\"Timeout\": \"{standard:hh\\:mm\\:ss}\"");
        return standard;
    }
}
