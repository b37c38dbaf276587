using System.Globalization;
using Azure.Core;
using JitBot.Bot;
using JitBot.Support;

namespace JitBot.Playground;

/// <summary>
/// The bot alone in a process of its own, so that tests can kill it while the chat and the database live on. Configured by the environment; its
/// token for the chat is handed to it.
/// </summary>
internal static class BotCommand
{
    /// <summary>The environment variable with the token that the Teams twin accepts.</summary>
    public const string Token = "PLAYGROUND_BOT_TOKEN";

    /// <summary>The environment variable with how far the bot's clock is ahead of this machine's, such as <c>-00:02:00</c>; not at all if it is not set.</summary>
    public const string Ahead = "PLAYGROUND_BOT_AHEAD";

    public static async Task<int> RunAsync(string url, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Configuration.AddEnvironmentVariables();
        var token = Environment.GetEnvironmentVariable(Token) ?? throw new InvalidOperationException($"{Token} is not set.");
        builder.Services.AddSingleton<TokenCredential>(new HandedCredential(token));
        if (Environment.GetEnvironmentVariable(Ahead) is { Length: > 0 } ahead)
        {
            builder.Services.AddSingleton<TimeProvider>(new ShiftedTime(TimeSpan.Parse(ahead, CultureInfo.InvariantCulture)));
        }

        await using var bot = builder.BuildJitBot();
        // Whoever started it holds its standard input, and when they are gone it ends, however they ended.
        using var alone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = bot.RunAsync(alone.Token);
        await Task.WhenAny(running, Console.In.ReadToEndAsync(ct));
        await alone.CancelAsync();
        await running;
        return 0;
    }

    private sealed class HandedCredential(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
