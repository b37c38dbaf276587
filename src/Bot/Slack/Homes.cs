using System.Collections.Concurrent;
using System.Threading.Channels;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>
/// Keeps the Homes true of those who have ever opened theirs: drawn whenever one is opened, and soon after something on it has changed. Several
/// changes are one drawing.
/// </summary>
internal sealed partial class Homes(Home home, IDirectory directory, IKeyedStore store, SlackClient slack, TimeProvider time, ILogger<Homes> log) : BackgroundService
{
    private const string Kind = "slack-home";
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Channel<ChatAccount> _due = Channel.CreateUnbounded<ChatAccount>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<ChatAccount, bool> _waiting = [];

    /// <summary>Somebody opened their Home.</summary>
    public async Task OpenedAsync(SlackSender sender, Speaker speaker, CancellationToken ct)
    {
        if (speaker is Speaker.Refused refused)
        {
            await slack.PublishHomeAsync(sender.User, HomeView.Draw(refused.Why), ct);
            return;
        }

        var account = ((Speaker.Known)speaker).Asker.Person.Accounts.First(sender.Accounts().Contains);
        await KeepAsync(account, ct);
        Touch(account);
    }

    /// <summary>What a request says has changed: so have the Homes of those it concerns.</summary>
    public async Task RefreshAsync(AccessRequest request, CancellationToken ct)
    {
        foreach (var account in (await home.ConcernedAsync(request, ct)).SelectMany(person => person.Accounts).Where(account => account.Platform == SlackOptions.Platform))
        {
            if (await store.FindAsync(Kind, Key(account), time.GetUtcNow(), ct) is not null)
            {
                Touch(account);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var account in _due.Reader.ReadAllAsync(stoppingToken))
        {
            // Removed before it is looked at: what changes from here on is another drawing.
            _waiting.TryRemove(account, out _);
            if (!await TryDrawAsync(account, stoppingToken))
            {
                Touch(account);
                await Task.Delay(PauseAfterFailure, time, stoppingToken);
            }
        }
    }

    private void Touch(ChatAccount account)
    {
        if (_waiting.TryAdd(account, true))
        {
            _due.Writer.TryWrite(account);
        }
    }

    /// <returns>False if it has to be tried again.</returns>
    private async Task<bool> TryDrawAsync(ChatAccount account, CancellationToken ct)
    {
        try
        {
            return await directory.FindAsync(account, ct) is not { } person
                || await slack.PublishHomeAsync(account.User, person.Disabled ? HomeView.Draw(Wording.Disabled.Card()) : HomeView.Draw(await home.OfAsync(person, ct)), ct) is not SlackAnswer.Again;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotDrawn(fault, account.User);
            return fault is not StoreDownException;
        }
    }

    private async Task KeepAsync(ChatAccount account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = await store.FindAsync(Kind, Key(account), now, ct);
        if (known is null || known.ExpiresAt - now < Remembered / 2)
        {
            // Whoever writes first has written the same.
            await store.TryPutAsync(new(Kind, Key(account), known?.Version ?? 0, "{}", now + Remembered), now, ct);
        }
    }

    private static string Key(ChatAccount account) => $"{account.Tenant} {account.User}";

    [LoggerMessage(1, LogLevel.Warning, "The Home of {User} could not be drawn")]
    private partial void LogNotDrawn(Exception fault, string user);
}
