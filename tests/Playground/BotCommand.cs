using Azure.Core;
using JitBot.Bot;

namespace JitBot.Playground;

/// <summary>
/// The bot alone in a process of its own, so that tests can kill it while the chat and the database live on. Configured by the environment; its
/// token for the chat is handed to it.
/// </summary>
internal static class BotCommand
{
    /// <summary>The environment variable with the token that the Teams twin accepts.</summary>
    public const string Token = "PLAYGROUND_BOT_TOKEN";

    public static async Task<int> RunAsync(string url, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Configuration.AddEnvironmentVariables();
        var token = Environment.GetEnvironmentVariable(Token) ?? throw new InvalidOperationException($"{Token} is not set.");
        builder.Services.AddSingleton<TokenCredential>(new HandedCredential(token));
        await using var bot = builder.BuildJitBot();
        await bot.RunAsync(ct);
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
