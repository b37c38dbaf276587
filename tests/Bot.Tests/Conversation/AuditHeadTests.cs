using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Core.Audit;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation;

public sealed class AuditHeadTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private readonly RecordedLog _log = new();
    private readonly FakeSurface _slack = new("slack");
    private readonly FakeSurface _teams = new("teams");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As it stands in the galleries of both platforms.</summary>
    internal static CardView Card { get; } = TellHead.Card(new(
        new("06b58ea7cc8043fcbc60a4f7846ad798", 12_345, "9f2c4ae1b07d5538c6e2d1f0a9b8c7d6e5f4031221304f5e6d7c8b9a0f1e2d3c", new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero)),
        "3045af030e8f0a7e", "MEUCIQDqhbUOk89HOQbxVV54uOvMrWJ7g1PX5YXeGPHKdD2PLwIgZHoCTu8U7W8WEMUE7lHdBxboWzxp3o6SLBwgKAV81NI="));

    // Rule 40
    [Fact]
    public async Task The_newest_head_is_told_in_every_channel_once_a_day_by_whichever_replica()
    {
        await SealSomethingAsync();
        await Replica().HandleAsync(Ct);
        await Replica().HandleAsync(Ct);
        _world.Time.Advance(TimeSpan.FromHours(20));
        await SealSomethingAsync();
        await Replica().HandleAsync(Ct);
        Assert.Equal((1, 1), (_slack.Shown.Count, _teams.Shown.Count));

        _world.Time.Advance(TimeSpan.FromHours(5));
        await Replica().HandleAsync(Ct);

        Assert.Equal((2, 2), (_slack.Shown.Count, _teams.Shown.Count));
        Assert.Equal(new CardPlace.Channel("C1"), _slack.Places[^1]);
        Assert.Equal("The record stands at entry 2", _slack.Shown["slack-2"].Title);
    }

    [Fact]
    public async Task Where_nothing_was_added_nothing_is_told()
    {
        await Replica().HandleAsync(Ct);
        Assert.Empty(_slack.Shown);

        await SealSomethingAsync();
        await Replica().HandleAsync(Ct);
        _world.Time.Advance(TimeSpan.FromDays(3));
        await Replica().HandleAsync(Ct);

        Assert.Single(_slack.Shown);
    }

    [Fact]
    public async Task A_chat_that_does_not_take_it_is_told_a_little_later()
    {
        await SealSomethingAsync();
        _teams.Refuse = _ => new PostOutcome.Again("down", null);
        await Replica().HandleAsync(Ct);
        Assert.Empty(_teams.Shown);

        _teams.Refuse = _ => null;
        _world.Time.Advance(TimeSpan.FromMinutes(3));
        await Replica().HandleAsync(Ct);

        Assert.Single(_teams.Shown);
    }

    // Rule 40
    [Fact]
    public async Task What_the_message_says_is_what_the_record_is_held_against()
    {
        await SealSomethingAsync();
        await Replica().HandleAsync(Ct);
        var command = _slack.Shown.Values.Single().Text[1].ToString();
        var known = KnownHead.Read(command[(command.IndexOf("--head ", StringComparison.Ordinal) + 7)..])!;
        await SealSomethingAsync();

        Assert.IsType<AuditVerdict.Whole>(await VerifyAsync(known));
        Assert.Equal(1, Assert.IsType<AuditVerdict.Broken>(await VerifyAsync(known with { Hash = AuditHead.NoHash })).Seq);
        Assert.Contains("the head that was kept is of entry 9", Assert.IsType<AuditVerdict.Broken>(await VerifyAsync(known with { Seq = 9 })).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12"), InlineData("12:ab"), InlineData(":"), InlineData("x:9f2c4ae1b07d5538c6e2d1f0a9b8c7d6e5f4031221304f5e6d7c8b9a0f1e2d3c"), InlineData("")]
    public void What_is_no_head_is_not_read(string text) => Assert.Null(KnownHead.Read(text));

    [Fact]
    public void A_head_copied_out_of_Teams_is_read_although_its_hash_may_break_there()
    {
        var drawn = ExactText.Drawn(Card.Text[1].ToString());

        var known = KnownHead.Read(drawn[(drawn.IndexOf("--head ", StringComparison.Ordinal) + 7)..]);

        Assert.Contains('\u200B', drawn);
        Assert.Equal(new KnownHead(12_345, "9f2c4ae1b07d5538c6e2d1f0a9b8c7d6e5f4031221304f5e6d7c8b9a0f1e2d3c"), known);
    }

    private async Task<AuditVerdict> VerifyAsync(KnownHead known)
    {
        using var keys = AuditPublicKeys.Read(JitWorld.AuditKey.PublicPem)!;
        var verify = new VerifyAudit(keys, known);
        await foreach (var line in _world.Get<ExportAudit>().LinesAsync(null, null, Ct))
        {
            verify.Read(line);
        }

        return verify.End();
    }

    private async Task SealSomethingAsync()
    {
        await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.GetUtcNow(), AuditEvents.Started, AuditEntry.Service), ct: Ct);
        await _world.Get<SealAudit>().HandleAsync(Ct);
    }

    private TellHead Replica() => new(
        [_slack, _teams],
        new(JitWorld.AuditKey, TimeSpan.FromDays(1), ImmutableDictionary<string, string>.Empty.Add("slack", "C1").Add("teams", "19:1")),
        _world.Get<ReadChain>(), new(_world.Keyed, _world.Time), new Microsoft.Extensions.Logging.Logger<TellHead>(_log));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
