using System.ComponentModel;
using JitBot.Bot.Conversation;
using JitBot.Core.Grants;

namespace JitBot.Bot.Api.Requests;

/// <summary>More time that is asked for.</summary>
internal sealed record ExtensionView
{
    public required string By { get; init; }

    [Description("The end that it moves.")]
    public required DateTimeOffset From { get; init; }

    [Description("The end that is asked for.")]
    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset AskedAt { get; init; }
    public string? Reason { get; init; }

    [Description("Who decides, in words.")]
    public required string Deciders { get; init; }

    public static ExtensionView Of(Extension asked) => new()
    {
        By = ApiTimes.Iso(asked.By), From = asked.From, Until = asked.Until, AskedAt = asked.AskedAt, Reason = asked.Reason, Deciders = Wording.Deciders(asked.Rule),
    };
}
