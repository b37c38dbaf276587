using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Audit;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

internal enum WordKind
{
    Approve,
    Deny,
    End,
}

/// <summary>What somebody said about an issue in a chat.</summary>
/// <param name="By">Who, in JitBot's directory; called so, with this address, in Bytebase.</param>
/// <param name="Via">Through which door, and as whom there.</param>
/// <param name="At">UTC.</param>
/// <param name="Terms">What they were shown.</param>
/// <param name="Step">For which of Bytebase's roles it counts, from 0.</param>
internal sealed record IssueWord(WordKind Kind, PersonId By, string Name, string Email, string? Via, DateTimeOffset At, string? Reason, string Terms, int Step)
{
    /// <summary>When Bytebase was told first, UTC; null if it was not yet.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public bool IsHeardIn(IssueFacts facts, string account) => Kind != WordKind.End && facts.Heard.ElementAtOrDefault(Step) is { } heard
        && heard.Approved == (Kind == WordKind.Approve) && string.Equals(heard.Email, account, StringComparison.OrdinalIgnoreCase);
}

internal enum IssueSlot
{
    Card,

    /// <summary>A statement too long for the card, whole.</summary>
    Statement,
    Reminder,

    /// <summary>The same to who has it, in private.</summary>
    OwnReminder,
}

/// <param name="Message">The surface's own reference; empty for one that could not be posted.</param>
/// <param name="Shows">The <see cref="BridgedIssue.Revision"/> it shows.</param>
internal sealed record PostedIssueCard(string Surface, IssueSlot Slot, string Message, int Shows)
{
    /// <summary>Of a statement, the <see cref="IssueFacts.StatementDigest"/> of the one it shows; empty once it was told that it counts no more.</summary>
    public string? Statement { get; init; }
}

/// <summary>A word that came to nothing.</summary>
internal sealed record IssueTrouble(IssueWord Word, string Why);

/// <summary>
/// One of Bytebase's issues: what is known of it, what was said about it in the chats and is on its way, and where it is shown. A keyed document;
/// times are UTC. What follows from a look at Bytebase, or from time that passed, is decided here, purely.
/// </summary>
internal sealed record BridgedIssue
{
    public required IssueName Name { get; init; }
    public required IssueFacts Facts { get; init; }
    public required IssueStanding Standing { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When it was first seen to stand so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Of access that is or was there; null if it has none.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Raised by whatever its cards show.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Those that Bytebase has.</summary>
    public ImmutableArray<IssueWord> Words { get; init; } = [];

    /// <summary>One that Bytebase does not have yet, as far as is known. There is never a second beside it.</summary>
    public IssueWord? UnderWay { get; init; }

    /// <summary>It is not tried before.</summary>
    public DateTimeOffset TryNotBefore { get; init; }

    /// <summary>What went wrong with the last word; null if nothing did.</summary>
    public IssueTrouble? Trouble { get; init; }

    public DateTimeOffset? RemindedAt { get; init; }

    public ImmutableArray<PostedIssueCard> Cards { get; init; } = [];

    /// <summary>No card is posted or edited before.</summary>
    public DateTimeOffset ShowNotBefore { get; init; }

    /// <summary>How many of its entries are on record; the next are <see cref="Unlogged"/>, written with what they tell of.</summary>
    public int Logged { get; init; }

    public ImmutableArray<AuditEntry> Unlogged { get; init; } = [];

    [JsonIgnore]
    public bool IsOver => Standing is IssueStanding.Expired or IssueStanding.Revoked or IssueStanding.Rejected or IssueStanding.Canceled or IssueStanding.Gone;

    /// <summary>Whether all of the statement stands where the people of a platform read it: in the card itself, or whole below it.</summary>
    public bool IsWholeOn(string platform) => !StatementWords.IsLong(Facts.Statement) || StatementsOn(platform).Contains(Facts.StatementDigest, StringComparer.Ordinal);

    /// <summary>Whether a statement stands there that was asked for before.</summary>
    public bool HasOldOn(string platform) => StatementsOn(platform).Any(statement => statement != Facts.StatementDigest);

    /// <summary>An issue that nobody has seen before.</summary>
    public static BridgedIssue Found(IssueName name, IssueSeen seen, DateTimeOffset now) => new BridgedIssue
    {
        Name = name, Facts = seen.Facts, Standing = seen.Standing, End = seen.End, FoundAt = now, Since = now,
    }.Record(IssueEntries.Found(name, seen, now));

    /// <param name="account">The service account's address, under which JitBot is heard.</param>
    public BridgedIssue Saw(IssueSeen seen, string account, DateTimeOffset now)
    {
        var next = Heard(seen, account, now).Stands(Follow(seen), seen.End ?? End, now);
        var isOther = seen.Facts.Terms != Facts.Terms;
        // Somebody may have come to be known here, which Bytebase has no part in.
        var changed = isOther || !seen.Facts.Strangers.SequenceEqual(Facts.Strangers) || next.Words.Length != Words.Length;
        if (next.Revision == Revision && !changed)
        {
            return this;
        }

        next = next with { Facts = seen.Facts, Revision = Math.Max(next.Revision, Revision + 1) };
        return isOther && seen.Standing == IssueStanding.Waiting ? next.Record(IssueEntries.AskedAnew(Name, seen, now)) : next;
    }

    public BridgedIssue Lost(DateTimeOffset now) => Dropped(null, now).Stands(IssueStanding.Gone, End, now);

    /// <summary>With what follows from time alone; itself if nothing does.</summary>
    public BridgedIssue At(DateTimeOffset now, TimeSpan remindBefore)
    {
        if (Standing != IssueStanding.Active || End is not { } end)
        {
            return this;
        }

        if (end <= now)
        {
            return Stands(IssueStanding.Expired, End, now);
        }

        // A short one is not reminded of before half of it is over.
        var due = end - remindBefore > Since + ((end - Since) / 2) ? end - remindBefore : Since + ((end - Since) / 2);
        return RemindedAt is null && now >= due ? (this with { RemindedAt = now, Revision = Revision + 1 }).Record(IssueEntries.Reminded(this, now)) : this;
    }

    public BridgedIssue Given(IssueWord word) => (this with { UnderWay = word, TryNotBefore = default, Trouble = null, Revision = Revision + 1 }).Record(IssueEntries.Given(this, word));

    /// <summary>The word that was under way comes to nothing.</summary>
    /// <param name="trouble">What everybody is told; null where the card says enough.</param>
    public BridgedIssue Dropped(string? trouble, DateTimeOffset now) => UnderWay is not { } word ? this : trouble is null
        ? this with { UnderWay = null, Revision = Revision + 1 }
        : (this with { UnderWay = null, Trouble = new(word, trouble), Revision = Revision + 1 }).Record(IssueEntries.Failed(this, word, trouble, now));

    /// <summary>Bytebase has done what a word wanted.</summary>
    private BridgedIssue Taken(IssueWord word, DateTimeOffset now) =>
        (this with { UnderWay = UnderWay == word ? null : UnderWay, Trouble = Trouble?.Word == word ? null : Trouble, Words = Words.Add(word), Revision = Revision + 1 })
        .Record(IssueEntries.Taken(this, word, now));

    private BridgedIssue Heard(IssueSeen seen, string account, DateTimeOffset now)
    {
        // After a rejection the requester may ask again, and the rejection is forgotten.
        var kept = this with { Words = [.. Words.Where(word => word.Kind == WordKind.End || word.IsHeardIn(seen.Facts, account))] };
        // Also one that was given up may have got there, and is then the word of whoever gave it.
        if ((UnderWay ?? Trouble?.Word) is { } heard && heard.IsHeardIn(seen.Facts, account) && !kept.Words.Contains(heard))
        {
            return kept.Taken(heard, now);
        }

        return UnderWay switch
        {
            null => kept,
            { Kind: WordKind.End } end => seen.Standing is IssueStanding.Revoked ? kept.Taken(end, now) : seen.Standing is IssueStanding.Active ? kept : kept.Dropped(null, now),
            // Somebody else was heard, or there is nothing to decide any more.
            var word => seen.Facts.Heard.Length > word.Step || seen.Standing is not (IssueStanding.Waiting or IssueStanding.Checking)
                ? kept.Dropped("somebody else's word was heard in Bytebase first", now)
                : kept,
        };
    }

    /// <summary>A role that was there and is not, was taken away; Bytebase has no word for that.</summary>
    private IssueStanding Follow(IssueSeen seen) =>
        seen is { Facts.Kind: IssueKind.RoleGrant, Standing: IssueStanding.NotActive } && Standing is (IssueStanding.Active or IssueStanding.Revoked) ? IssueStanding.Revoked : seen.Standing;

    private BridgedIssue Stands(IssueStanding standing, DateTimeOffset? end, DateTimeOffset now) => standing == Standing && end == End ? this
        : (this with
        {
            Standing = standing,
            End = end,
            Since = standing == Standing ? Since : now,
            // A later end is reminded of anew.
            RemindedAt = end == End ? RemindedAt : null,
            Revision = Revision + 1,
        }).Record(IssueEntries.Changed(this, standing, end, now));

    private IEnumerable<string?> StatementsOn(string platform) =>
        Cards.Where(card => card.Surface == platform && card is { Slot: IssueSlot.Statement, Message.Length: > 0 }).Select(card => card.Statement);

    private BridgedIssue Record(AuditEntry entry) => this with { Unlogged = Unlogged.Add(entry) };
}
