using System.Collections.Immutable;
using System.CommandLine;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Operator;

namespace JitBot.Bot.Tests.Api;

public sealed class TokenCommandTests : IAsyncLifetime
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private ApiBot _bot = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task The_token_that_is_printed_once_is_let_in_until_it_is_revoked()
    {
        Assert.Equal(ExitCodes.Done, await CreateAsync("dana", [ApiScopes.ReadTargets], "deploy", "90d"));

        var token = _output.ToString().TrimEnd();
        Assert.Equal("200", (await _bot.GetAsync(token, "/api/v1/targets")).Outcome);
        var kept = Assert.Single(await _bot.Get<ApiTokens>().ListAsync(Ct));
        Assert.Equal(("deploy", _bot.Time.GetUtcNow().AddDays(90)), (kept.Name, kept.ExpiresAt));
        Assert.Equal(ExitCodes.Done, await RevokeAsync(kept.Id));
        Assert.Equal("401 not-authenticated", (await _bot.GetAsync(token, "/api/v1/targets")).Outcome);
        Assert.Equal(ExitCodes.LookAtIt, await RevokeAsync(kept.Id));
    }

    [Theory]
    [InlineData("nobody", "targets:read", null, null), InlineData("lena", "targets:read", null, null)]
    [InlineData("dana", "", null, null), InlineData("dana", "targets:write", null, null), InlineData("dana", "Targets:Read", null, null)]
    [InlineData("dana", "targets:read", "with space", null), InlineData("dana", "targets:read", "", null), InlineData("dana", "targets:read", null, "soon"), InlineData("dana", "targets:read", null, "2000d")]
    public async Task What_would_be_no_use_is_not_made(string owner, string scopes, string? name, string? expires)
    {
        Assert.Equal(ExitCodes.LookAtIt, await CreateAsync(owner, scopes.Length == 0 ? [] : [scopes], name, expires));

        Assert.Empty(_output.ToString());
        Assert.EndsWith("Nothing was made.", _error.ToString().TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(await _bot.Get<ApiTokens>().ListAsync(Ct));
    }

    private Task<int> CreateAsync(string owner, ImmutableArray<string> scopes, string? name, string? expires) =>
        TokenCommand.CreateAsync(_bot.Get<IServiceProvider>(), Console(), new(owner), scopes, name, expires, Ct);

    private Task<int> RevokeAsync(string id) => TokenCommand.RevokeAsync(_bot.Get<ApiTokens>(), Console(), id, Ct);

    private InvocationConfiguration Console() => new() { Output = _output, Error = _error };
}
