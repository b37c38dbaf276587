using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Storage;
using Polly;
using Polly.Retry;

namespace JitBot.Bot.Teams;

/// <summary>
/// Posts what somebody waits to read. Unlike the cards that the outreach lane keeps true, nobody comes back to an answer, so a short refusal is
/// tried again here and now.
/// </summary>
internal sealed partial class Answers(Messenger messenger, Forms forms, TimeProvider time, ILogger<Answers> log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ResiliencePipeline<PostOutcome> _again = new ResiliencePipelineBuilder<PostOutcome> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<PostOutcome>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is PostOutcome.Again { After: null or { Ticks: <= 2 * TimeSpan.TicksPerSecond } }),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Result as PostOutcome.Again)?.After),
        })
        .Build();

    /// <summary>Answers a typed message where it was typed; what others must not read along goes to the private chat.</summary>
    /// <returns>Whether it got through.</returns>
    public async Task<bool> PostAsync(Delivery to, Reply reply, CancellationToken ct) => reply switch
    {
        Reply.Form form when to.InPrivate => await ReplyAsync(to, await forms.DrawAsync(form, ct), ct),
        Reply.Form form => await ReplyAsync(to, CardMessage.Of((await FormInPrivateAsync(to, form, ct)).Card()), ct),
        Reply.PrivateForm form => await PostAsync(to, new Reply.Form(form.Analysis, form.FormId, ShowProblems: false), ct),
        Reply.PickTarget pick => await ReplyAsync(to, CardMessage.Of(pick.Otherwise), ct),
        // A posted message stays; a password is only ever the answer to a press of a button (rule 10).
        Reply.Credentials => await ReplyAsync(to, CardMessage.Of(Wording.OnlyInPrivate.Card()), ct),
        Reply.Card card => await ReplyAllAsync(to, CardMessage.AllOf(card.View), ct),
        _ => throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}."),
    };

    /// <summary>A card to come back to.</summary>
    /// <returns>Null if it did not get through.</returns>
    public async Task<MessageReference?> PostCardAsync(Delivery to, CardMessage message, CancellationToken ct)
    {
        var posted = await _again.ExecuteAsync(async token => await messenger.ReplyAsync(to, message, token), ct);
        return Through(to, posted) ? MessageReference.Parse(((PostOutcome.Posted)posted).Message) : null;
    }

    /// <returns>Whether it got through.</returns>
    public async Task<bool> ReplaceAsync(MessageReference message, CardMessage by, CancellationToken ct) =>
        Through(message.Activity, message.Conversation, await _again.ExecuteAsync(async token => await messenger.UpdateAsync(message, by, token), ct));

    /// <returns>What to say about it where the form was asked for.</returns>
    public async Task<Note> FormInPrivateAsync(Delivery to, Reply.Form form, CancellationToken ct)
    {
        try
        {
            var card = await forms.DrawAsync(form, ct);
            var posted = await _again.ExecuteAsync(async token => await messenger.ToPersonAsync(to.Sender, card, token), ct);
            return Through(to, posted) ? Wording.FormIsInPrivate : Wording.CannotWriteToYou;
        }
        catch (StoreDownException)
        {
            // Where the private chat is, only the store knows.
            return Wording.StoreDown;
        }
    }

    private async Task<bool> ReplyAllAsync(Delivery to, ImmutableArray<CardMessage> messages, CancellationToken ct)
    {
        foreach (var message in messages)
        {
            if (!await ReplyAsync(to, message, ct))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> ReplyAsync(Delivery to, CardMessage message, CancellationToken ct) =>
        Through(to, await _again.ExecuteAsync(async token => await messenger.ReplyAsync(to, message, token), ct));

    private bool Through(Delivery to, PostOutcome outcome) => Through(to.Id, to.Conversation, outcome);

    private bool Through(string message, string conversation, PostOutcome outcome)
    {
        var why = outcome switch
        {
            PostOutcome.Again again => again.Why,
            PostOutcome.Never never => never.Why,
            _ => null,
        };
        if (why is not null)
        {
            LogNotAnswered(message, conversation, why);
        }

        return why is null;
    }

    [LoggerMessage(1, LogLevel.Error, "Message {Message} in conversation {Conversation} could not be answered: {Why}")]
    private partial void LogNotAnswered(string message, string conversation, string why);
}
