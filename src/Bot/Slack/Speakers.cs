using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;
using JitBot.Core.People;

namespace JitBot.Bot.Slack;

/// <summary>Who is speaking, or why they are not listened to.</summary>
internal abstract record Speaker
{
    private Speaker() { }

    public sealed record Known(Asker Asker) : Speaker;

    public sealed record Refused(CardView Why) : Speaker;
}

/// <summary>
/// Who is speaking: a member of a workspace that is served, as Slack has them now, and linked in the directory (rule 34). Never what a name or
/// a button says.
/// </summary>
internal sealed class Speakers(SlackClient slack, SlackOptions options, IDirectory directory, TimeProvider time)
{
    /// <summary>How long what Slack says of somebody is believed; whoever it has deactivated is logged out of Slack at once.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(5);

    /// <summary>Slack wants an answer in three seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private const int Many = 10_000;

    private readonly ConcurrentDictionary<string, (Note? Refusal, DateTimeOffset At)> _members = new(StringComparer.Ordinal);

    public async Task<Speaker> FindAsync(SlackSender sender, CancellationToken ct)
    {
        if (!options.Serves(sender.Team, sender.Enterprise))
        {
            return new Speaker.Refused(Wording.ForeignWorkspace.Card());
        }

        if (await MemberAsync(sender, ct) is { } refusal)
        {
            return new Speaker.Refused(refusal.Card());
        }

        foreach (var account in sender.Accounts())
        {
            if (await directory.FindAsync(account, ct) is { } person)
            {
                return new Speaker.Known(new(person with { Via = account.Via }, SlackOptions.Platform, InPrivate: true));
            }
        }

        return new Speaker.Refused(((Reply.Card)Dialogue.Stranger(sender.Accounts().First())).View);
    }

    private async Task<Note?> MemberAsync(SlackSender sender, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_members.TryGetValue(sender.User, out var known) && now - known.At < Believed)
        {
            return known.Refusal;
        }

        var answer = await AskAsync(sender.User, ct);
        if (answer is null or SlackAnswer.Again)
        {
            return Wording.CannotCheckYou;
        }

        var refusal = answer is SlackAnswer.Done { Body: var body } && body["user"] is JsonObject user ? Refusal(user, sender) : Wording.ForeignWorkspace;
        if (_members.Count > Many)
        {
            _members.Clear();
        }

        _members[sender.User] = (refusal, now);
        return refusal;
    }

    /// <returns>Null if Slack took too long for somebody who waits for an answer.</returns>
    private async Task<SlackAnswer?> AskAsync(string user, CancellationToken ct)
    {
        try
        {
            return await slack.UserInfoAsync(user, ct).WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private Note? Refusal(JsonObject user, SlackSender sender) => user switch
    {
        _ when user.Text("id") != sender.User => Wording.CannotCheckYou,
        _ when Is(user, "deleted") => Wording.Deactivated,
        _ when Is(user, "is_bot") || Is(user, "is_workflow_bot") => Wording.NotForBots,
        _ when Is(user, "is_restricted") || Is(user, "is_ultra_restricted") => Wording.Guest,
        // Somebody of another organisation, seen through a shared channel.
        _ when Is(user, "is_stranger") => Wording.ForeignWorkspace,
        _ when user.Text("team_id") is { } team && team != sender.Team && !options.Serves(team, user.Text("enterprise_user", "enterprise_id")) => Wording.ForeignWorkspace,
        _ => null,
    };

    private static bool Is(JsonObject user, string flag) => user[flag] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
}
