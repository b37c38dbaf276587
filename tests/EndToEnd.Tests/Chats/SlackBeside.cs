using System.Collections.Immutable;
using JitBot.Playground;
using JitBot.Playground.FakeSlack;

namespace JitBot.EndToEnd.Tests.Chats;

internal enum SlackLink
{
    Http,
    Socket,
}

/// <summary>A Slack of our own beside the playground's Teams, in which the same people have accounts.</summary>
internal sealed class SlackBeside : IAsyncDisposable
{
    private readonly SlackLink _link;

    private SlackBeside(SlackTwin twin, SlackLink link)
    {
        (Twin, _link) = (twin, link);
        People = new[] { ("dana", "Dana Fox"), ("omar", "Omar Reyes"), ("rita", "Rita Holm") }
            .ToImmutableDictionary(person => person.Item1, person => twin.AddPerson(person.Item2, $"{person.Item1}@example.com", $"U0{person.Item1.ToUpperInvariant()}"));
        Channel = twin.AddChannel("dba", "C0DBA", People.Values);
    }

    public SlackTwin Twin { get; }

    /// <summary>By their ids in the configuration.</summary>
    public ImmutableDictionary<string, SlackPerson> People { get; }

    public SlackChannel Channel { get; }

    /// <summary>What the bot's configuration says of it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Configuration => PlaygroundConfiguration.Slack(new(
        Twin.ApiBase,
        Twin.TeamId,
        Twin.BotToken,
        _link == SlackLink.Http ? Twin.SigningSecret : null,
        _link == SlackLink.Socket ? Twin.AppToken : null,
        Channel.Id,
        People.ToDictionary(person => person.Key, person => person.Value.Id)));

    public static async Task<SlackBeside> StartAsync(SlackLink link, TimeProvider? time = null) => new(await SlackTwin.StartAsync(time), link);

    /// <summary>Returns when what people do there reaches the bot.</summary>
    public async Task ReachAsync(string bot)
    {
        TalkTo(bot);
        if (_link == SlackLink.Socket)
        {
            await Twin.WaitForAsync(() => Twin.Sockets.Open.Count > 0 ? Twin : null, ChatPerson.Patience);
        }
    }

    /// <summary>From now on Slack calls at this address, if it calls over HTTP.</summary>
    public void TalkTo(string bot) => Twin.Line.Bot = _link == SlackLink.Http ? new($"{bot}/slack") : null;

    public ChatPerson At(string id) => new SlackChat(Twin, People[id], Channel);

    /// <summary>Every card of the bot's.</summary>
    public IEnumerable<ChatCard> Cards => People.Values.Select(person => person.Dm).Append(Channel).SelectMany(SlackChat.Cards);

    /// <summary>
    /// Everything that stays in Slack, and everything the bot sent there, but for windows: they are where a password may be shown.
    /// </summary>
    public IEnumerable<string> Kept => Twin.Everything().SelectMany(post => post.Earlier.Append(post)).Select(post => $"{post.Text} {post.Blocks}")
        .Concat(Twin.Calls.Where(call => call.Method is not ("views.open" or "views.update" or "views.push")).Select(call => call.ToString()));

    public ValueTask DisposeAsync() => Twin.DisposeAsync();
}
