using System.Text.Json;
using JitBot.Core.Audit;

namespace JitBot.Core.Tests.Audit;

/// <summary>What somebody with an export and the public key can tell.</summary>
public sealed class ChainTests
{
    private const int Entries = 100_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly AuditKey Key = AuditKey.Read(AuditKey.NewPem())!;
    private static readonly AuditPublicKeys Keys = AuditPublicKeys.Read(Key.PublicPem)!;
    private static readonly Lazy<string[]> Long = new(() => Export(Entries));
    private static readonly Lazy<string[]> Short = new(() => Export(700));

    // Rule 40
    [Fact]
    public void What_was_sealed_is_whole()
    {
        var verdict = Assert.IsType<AuditVerdict.Whole>(Verify(Long.Value));

        Assert.Equal((0, Entries), (verdict.After, verdict.Last));
    }

    // Rule 40
    [Fact]
    public void In_a_long_chain_whatever_is_done_to_an_entry_is_found_at_that_entry() => Tampered(Long.Value, 15);

    // Rule 40
    [Fact]
    public void In_a_short_chain_whatever_is_done_to_an_entry_is_found_at_that_entry() => Tampered(Short.Value, 1_000);

    // Rule 40
    [Fact]
    public void An_entry_that_was_altered_together_with_its_hash_is_found_by_the_one_that_follows_it()
    {
        var lines = Short.Value.ToArray();
        var at = LineOf(lines, 300);
        lines[at] = Forged(lines[at]);

        Assert.Equal(300, Assert.IsType<AuditVerdict.Broken>(Verify(lines)).Seq);
    }

    // Rule 40
    [Fact]
    public void A_chain_that_was_made_anew_from_an_entry_on_is_found_by_the_signed_head()
    {
        var lines = Short.Value.ToArray();
        var prev = "";
        for (var at = LineOf(lines, 300); at < lines.Length; at++)
        {
            if (lines[at].StartsWith("{\"seq\"", StringComparison.Ordinal))
            {
                var entry = JsonSerializer.Deserialize<SealedEntry>(lines[at], Web)!;
                entry = prev.Length == 0 ? entry with { Actor = "mallory" } : entry with { Prev = prev };
                entry = entry with { Hash = SealedEntry.HashOf(JsonDocument.Parse((entry with { Hash = "" }).ToLine()).RootElement) };
                (lines[at], prev) = (entry.ToLine(), entry.Hash);
            }
        }

        var broken = Assert.IsType<AuditVerdict.Broken>(Verify(lines));
        Assert.Contains("the signed head has another hash", broken.What, StringComparison.Ordinal);
        Assert.InRange(broken.Seq!.Value, 300, 300 + 256);
    }

    // Rule 40
    [Fact]
    public void An_end_of_an_earlier_export_does_not_cover_what_was_cut()
    {
        var lines = Short.Value;
        var from = LineOf(lines, 257);
        string[] cut = [.. lines[(from - 1)..]];

        Assert.StartsWith("{\"head\"", cut[0], StringComparison.Ordinal);
        Assert.Equal(1, Assert.IsType<AuditVerdict.Broken>(Verify(cut)).Seq);
    }

    // Rule 40
    [Theory]
    [InlineData("{\"seq\":701,\"event\":\"approval.given\",\"actor\":\"mallory\",")]
    [InlineData("{\"head\":false,")]
    public void What_stands_in_a_signed_line_beside_what_was_signed_is_found(string added)
    {
        var lines = Short.Value.ToArray();
        var head = Array.FindLastIndex(lines, line => line.StartsWith("{\"head\"", StringComparison.Ordinal));

        Assert.IsType<AuditVerdict.Broken>(Verify([.. lines[..(head + 1)], added + lines[head][1..], .. lines[(head + 1)..]]));
    }

    // Rule 40
    [Fact]
    public void A_member_that_is_said_twice_is_found()
    {
        var lines = Short.Value.ToArray();
        var at = LineOf(lines, 300);
        lines[at] = lines[at].Replace("{\"seq\":300,", "{\"hash\":\"0\",\"seq\":300,", StringComparison.Ordinal);

        Assert.Equal(300, Assert.IsType<AuditVerdict.Broken>(Verify(lines)).Seq);
    }

    [Fact]
    public void With_another_installations_key_nothing_is_believed()
    {
        using var other = AuditPublicKeys.Read(AuditKey.Read(AuditKey.NewPem())!.PublicPem)!;

        Assert.Contains("signed with a key that was not given", Assert.IsType<AuditVerdict.Broken>(Verify(Short.Value, other)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_signed_with_two_keys_after_each_other_is_checked_with_both()
    {
        using var newer = AuditKey.Read(AuditKey.NewPem())!;
        using var both = AuditPublicKeys.Read(Key.PublicPem + "\n" + newer.PublicPem)!;
        var first = (Block(AuditBlock.First(Now, Key.Sign(new AuditHead("here", 0, AuditHead.NoHash, Now))), 0, 10) with { Closed = true });
        var second = first.Next(Now).With(Enumerable.Range(10, 5).Select(Pending), Now, newer);

        Assert.IsType<AuditVerdict.Whole>(Verify(Lines([first, second], newer), both));
    }

    [Fact]
    public void Nothing_is_not_a_whole_record() => Assert.Equal("it is empty", Assert.IsType<AuditVerdict.Broken>(Verify([])).What);

    private static void Tampered(string[] lines, int times)
    {
        var places = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("{\"seq\"", StringComparison.Ordinal)).ToArray();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            var (seq, way, letter) = (random.Next(1, places.Length), random.Next(5), random.Next());
            var broken = Verify(Done(lines, places[seq - 1], places[seq], way, letter)) as AuditVerdict.Broken;
            Assert.True(broken?.Seq == seq, $"Seed {seed}, entry {seq}, way {way}: {broken}");
        }
    }

    private static IEnumerable<string> Done(string[] lines, int at, int next, int way, int letter) => way switch
    {
        0 => [.. lines[..at], Flipped(lines[at], letter), .. lines[(at + 1)..]],
        1 => [.. lines[..at], .. lines[(at + 1)..]],
        2 => [.. lines[..at], Forged(lines[at]), .. lines[at..]],
        3 => [.. lines[..at], lines[next], .. lines[(at + 1)..next], lines[at], .. lines[(next + 1)..]],
        _ => lines[..at],
    };

    private static string Flipped(string line, int letter)
    {
        var letters = line.ToCharArray();
        var at = letter % letters.Length;
        letters[at] = letters[at] == 'x' ? 'y' : 'x';
        return new(letters);
    }

    /// <summary>Another entry in its place, with the hash it needs.</summary>
    private static string Forged(string line)
    {
        var entry = JsonSerializer.Deserialize<SealedEntry>(line, Web)! with { Actor = "mallory" };
        return (entry with { Hash = SealedEntry.HashOf(JsonDocument.Parse(entry.ToLine()).RootElement) }).ToLine();
    }

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static int LineOf(string[] lines, long seq) => Array.FindIndex(lines, line => line.StartsWith($"{{\"seq\":{seq},", StringComparison.Ordinal));

    private static AuditVerdict Verify(IEnumerable<string> lines, AuditPublicKeys? keys = null)
    {
        var verify = new VerifyAudit(keys ?? Keys);
        foreach (var line in lines)
        {
            if (verify.Read(line) is AuditVerdict.Broken broken)
            {
                return broken;
            }
        }

        return verify.End();
    }

    private static string[] Export(int entries)
    {
        List<AuditBlock> blocks = [];
        var block = AuditBlock.First(Now, Key.Sign(new AuditHead("here", 0, AuditHead.NoHash, Now)));
        while (true)
        {
            var done = (int)block.Head.What.Seq;
            block = Block(block, done, Math.Min(256, entries - done)) with { Closed = true };
            blocks.Add(block);
            if (block.Head.What.Seq == entries)
            {
                return [.. Lines(blocks, Key)];
            }

            block = block.Next(Now);
        }
    }

    private static IEnumerable<string> Lines(IReadOnlyList<AuditBlock> blocks, AuditKey key) =>
    [
        blocks[0].After.ToLine(SignedLines.Head),
        .. blocks.SelectMany(block => block.Entries.Select(entry => entry.ToLine()).Append(block.Head.ToLine(SignedLines.Head))),
        key.Sign(new AuditEnd("here", 0, blocks[^1].Head.What.Seq, blocks[^1].Head.What.Hash, Now)).ToLine(SignedLines.End),
    ];

    private static AuditBlock Block(AuditBlock block, int from, int count) => block.With(Enumerable.Range(from, count).Select(Pending), Now, Key);

    private static PendingEntry Pending(int i) => new(
        $"log.{i}", AuditEntry.Of(Now.AddSeconds(i), AuditEvents.RunEnded, "dana", "because “ä”\n", ("run", $"{i}"), ("rows", "3")) with { Via = "slack T1/U1" }, null, "hr-prod");
}
