using JitBot.Bot.Operator;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Support;
using Spectre.Console;

namespace JitBot.Bot.Tests.Operator;

/// <summary>What an operator reads on a terminal of a hundred columns.</summary>
public sealed class ResidueViewTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_target_in_order_is_one_line()
    {
        Assert.Equal("hr-prod  nothing left over, swept 2026-03-02 09:30 UTC", Shown(new() { SweptAt = At }));
        Assert.Equal("hr-prod  nothing left over, not swept yet", Shown(new()));
    }

    [Fact]
    public void A_hold_says_what_was_found_what_to_think_of_and_how_to_release_it()
    {
        var hold = new Hold(
            At, [HoldCause.AnotherServer, HoldCause.TooManyDiffer], "7710247228381739868", 0,
            Differing.Of([]), Differing.Of([.. Enumerable.Range(1, 12).Select(number => $"jit_dana_{number:D2}")]));

        var shown = Shown(new() { Hold = hold });

        Assert.Equal("""
            hr-prod  not swept yet
              ON HOLD since 2026-03-02 09:30 UTC: this is not the server that its accounts were made on; 0
              accounts are unknown and 12 are missing.
              Nothing is issued, shown or closed as unknown here until you have looked; ends go on.
            """, shown[..shown.IndexOf("    Was", StringComparison.Ordinal)].TrimEnd());
        Assert.Contains("12 missing on the target: jit_dana_01, jit_dana_02,", shown, StringComparison.Ordinal);
        Assert.EndsWith("jitbot hold release hr-prod --because \"…\"", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_left_over_is_in_one_table()
    {
        var request = RequestId.From(new("test", "tenant", "delivery"));
        var shown = Shown(
            new()
            {
                SweptAt = At,
                Left = [new("jit_sam_1", "sam", 2, At, "there is no request x; it may still be open: it holds a lock")],
                Closed = [new("jit_sam_2", "sam", 0, At, "there is no request y")],
                Strangers = [new("jit_backup", "carries no marker [at all]")],
                ScopeFindings = ["jit_scope_1 has the setting search_path"],
            },
            new UnfinishedEnd(request, "jit_dana_1", At, IsClosed: false, "the server did not answer in time"),
            new UnfinishedEnd(request, "jit_dana_2", At, IsClosed: true, "jit_dana_2 owns a database"));

        Assert.Equal(
            [
                "hr-prod swept 2026-03-02 09:30 UTC",
                "WHAT ACCOUNT SINCE WHY",
                "overdue jit_dana_1 2026-03-02 09:30 UTC the server did not answer in time",
                "unknown, still there jit_sam_1 2026-03-02 09:30 UTC there is no request x; it may still be",
                "open: it holds a lock",
                "closed, not removed jit_dana_2 2026-03-02 09:30 UTC jit_dana_2 owns a database",
                "shared role jit_scope_1 has the setting search_path",
                "unknown, closed jit_sam_2 2026-03-02 09:30 UTC there is no request y",
                "not ours jit_backup carries no marker [at all]",
            ],
            Lines(shown));
    }

    [Fact]
    public void What_somebody_decided_is_told_with_their_name()
    {
        var unknown = new UnknownAccount("jit_sam_1", "sam", 0, At, "there is no request x");
        var shown = Shown(new()
        {
            SweptAt = At,
            Left = [unknown, unknown with { Name = "jit_sam_2" }],
            Closed = [unknown with { Name = "jit_sam_3", By = "olga" }],
            Orders = [new("jit_sam_2", "root (shell)", At)],
            Kept = [new("jit_sam_1", At.AddDays(7), "olga", At, "CHG-7")],
        });

        Assert.Equal(
            [
                "hr-prod swept 2026-03-02 09:30 UTC",
                "WHAT ACCOUNT SINCE WHY",
                "unknown, still there jit_sam_2 2026-03-02 09:30 UTC there is no request x; it is about to be",
                "closed, says root (shell)",
                "unknown, closed jit_sam_3 2026-03-02 09:30 UTC there is no request x; so said olga",
                "kept jit_sam_1 2026-03-02 09:30 UTC until 2026-03-09 09:30 UTC, says olga:",
                "CHG-7 (there is no request x)",
            ],
            Lines(shown));
    }

    private static IEnumerable<string> Lines(string shown) => shown.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static string Shown(SweepRecord sweep, params UnfinishedEnd[] ends)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 100;
        ResidueView.Write(console, new("hr-prod", sweep, [.. ends], Abandoned: 0) { Kept = sweep.Kept });
        return string.Join('\n', text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd())).TrimEnd();
    }
}
