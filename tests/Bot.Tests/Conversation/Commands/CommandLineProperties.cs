using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation.Commands;

public sealed class CommandLineProperties
{
    private static readonly string[] Pieces =
    [
        "request", "query", "run", "export", "```", "select", "mine", "who", "done", "revoke", "hr-prod", "read", "for", "until", "18:00", "Z", "UTC", "2026-03-02", "T", "because", "in", "on", "from", "10.1.2.3", "::/0", "schema", "tables", ",", " ", "  ", "\"", "“", "`",
        "2h", "0", "-1", "99999999h", "1", "hours", "k3v7q2mzt5ab", "INC-42", "\n", "\0", "\u202e", "\ud800", "é", "employee", ".", ";", "/jit",
    ];

    [Fact]
    public void Any_text_is_read_without_a_fault() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Read(text ?? "") is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_mixture_of_its_words_is_read_without_a_fault() =>
        Prop.ForAll(
            Gen.Elements(Pieces).ListOf().Select(words => string.Join(' ', words)).ToArbitrary(),
            text => Read(text) is not null && Read("query hr-prod " + text) is not null && Read("request " + text.Replace(" ", "", StringComparison.Ordinal)) is not null)
            .QuickCheckThrowOnFailure();

    public static TheoryData<string> Long =>
    [
        .. Pieces.Select(piece => piece + " "), .. Pieces, "a,", "\"a\" ", "1 h ", " for 2h", " until 18:00Z", "request hr-prod read because x for 2h ",
    ];

    /// <summary>Quadratic work on ten thousand characters would take seconds; this allows a slow machine its pauses.</summary>
    [Theory]
    [MemberData(nameof(Long))]
    public void Ten_thousand_characters_are_read_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 10_000 / piece.Length));
        var began = Stopwatch.GetTimestamp();

        foreach (var start in (string[])["", "request ", "request hr-prod read ", "request hr-prod read for ", "request hr-prod read until ", "request hr-prod read because ", "revoke ", "query ", "query hr-prod ", "query hr-prod in ", "run "])
        {
            Read(start + text);
        }

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var name = Gen.Elements("employee", "order details", "for", "from", "until", "2h", "Odd, \"Name\"", "because", "ünïcode", "x", "in", "a`b", "“q”", "1st", "semi;colon", "columns", "unmask").ListOf(2);
        Prop.ForAll(
            name.SelectMany(tables => Gen.Elements("hr", "my db", "on").Select(database => (tables, database))).ToArbitrary(),
            drawn =>
            {
                var scope = new AccessScope
                {
                    Target = "hr-prod", Level = "read", Database = drawn.database, Tables = [.. drawn.tables.Select(table => new TableName("public", table))],
                    Columns = [.. drawn.tables.Skip(1).Select(table => new ColumnName("public", table, drawn.database))], Unmask = drawn.database == "on",
                    Address = SourceAddress.Read(drawn.database == "hr" ? "2001:db8::/32" : "", out _),
                };
                var line = RequestLine.Write(scope, null) + " for 2h because x";
                var draft = Assert.IsType<ChatCommand.Request>(Read(line)).Draft;
                Assert.Equal([.. scope.Tables.Select(table => table.ToString())], draft.Tables.ToArray());
                Assert.Equal([.. scope.Columns.Select(column => column.ToString())], draft.Columns.ToArray());
                Assert.Equal(scope.Address?.Text, draft.Address);
                Assert.Equal((scope.Database, "read", "x", scope.Unmask), (draft.Database, draft.Level, draft.Reason, draft.Unmask));
            }).QuickCheckThrowOnFailure();
    }

    private static ChatCommand Read(string text) => CommandLine.Read(text, ManualTime.Start);
}
