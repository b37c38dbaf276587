using JitBot.Bot.Api;
using JitBot.Bot.Api.Tokens;

namespace JitBot.Bot.Tests.Api;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Targets = "/api/v1/targets";

    private ApiBot _bot = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task What_is_kept_of_a_token_does_not_prove_it()
    {
        var token = await _bot.TokenAsync("dana");

        var kept = Assert.Single(await _bot.Keyed.ListAsync("api-token", _bot.Time.GetUtcNow(), Ct));
        Assert.Equal(200, token.Split('_')[2].Length * 5);
        Assert.DoesNotContain(token.Split('_')[2], kept.Json, StringComparison.Ordinal);
        Assert.Equal("401 not-authenticated", (await _bot.GetAsync($"jit_{kept.Id}_{kept.Id}", Targets)).Outcome);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("Bearer"), InlineData("Bearer "), InlineData("Bearer jit_"), InlineData("Basic ZGFuYTpkYW5h"), InlineData("Bearer jit_aaaaaaaaaaaa_aaaa")]
    [InlineData("Bearer jit_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), InlineData("Bearer jit_AAAAAAAAAAAA_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Without_a_token_that_counts_nothing_is_told(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Targets);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        var said = await _bot.SendAsync(request);

        Assert.Equal("401 not-authenticated", said.Outcome);
        Assert.Equal("Bearer", Assert.Single(said.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_token_is_taken_from_nowhere_but_its_header()
    {
        var token = await _bot.TokenAsync("dana");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Targets}?access_token={token}");
        request.Headers.Add("Cookie", $"token={token}");
        request.Headers.Add("X-Api-Key", token);

        Assert.Equal("401 not-authenticated", (await _bot.SendAsync(request)).Outcome);
    }

    [Fact]
    public async Task Another_tokens_secret_proves_nothing()
    {
        var (one, other) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("omar"));

        Assert.Equal("401 not-authenticated", (await _bot.GetAsync($"{one[..17]}{other[17..]}", Targets)).Outcome);
    }

    [Fact]
    public async Task Attempts_without_a_token_that_counts_are_told_in_the_log_without_the_token()
    {
        await _bot.GetAsync("jit_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Targets);

        var line = Assert.Single(_bot.Log.Lines, line => line.Message.Contains("unknown token", StringComparison.Ordinal)).Message;
        Assert.DoesNotContain("aaaaaaaaaaaaaaaa", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_token_is_worth_nothing()
    {
        var (token, text) = await _bot.Get<ApiTokens>().CreateAsync(new("dana"), ApiScopes.All, null, TimeSpan.FromDays(90), "root", Ct);
        Assert.Equal("200", (await _bot.GetAsync(text.Reveal(), Targets)).Outcome);

        _bot.Time.Advance(TimeSpan.FromDays(90));

        Assert.Equal("401 not-authenticated", (await _bot.GetAsync(text.Reveal(), Targets)).Outcome);
        Assert.Equal(token.Id, Assert.Single(await _bot.Get<ApiTokens>().ListAsync(Ct)).Id);
    }

    [Fact]
    public async Task A_revoked_token_is_worth_nothing_at_once()
    {
        var token = await _bot.TokenAsync("dana");
        Assert.Equal("200", (await _bot.GetAsync(token, Targets)).Outcome);

        await _bot.Get<ApiTokens>().RevokeAsync(token.Split('_')[1], "root", Ct);

        Assert.Equal("401 not-authenticated", (await _bot.GetAsync(token, Targets)).Outcome);
    }

    [Fact]
    public async Task A_disabled_owner_takes_the_token_with_them()
    {
        var token = await _bot.TokenAsync("dana");

        _bot.Directory.Change("dana", dana => dana with { Disabled = true });

        Assert.Equal("401 not-authenticated", (await _bot.GetAsync(token, Targets)).Outcome);
    }

    [Fact]
    public async Task An_owner_who_is_gone_takes_the_token_with_them()
    {
        var token = await _bot.TokenAsync("dana");

        _bot.Directory.People.TryRemove("dana", out _);

        Assert.Equal("401 not-authenticated", (await _bot.GetAsync(token, Targets)).Outcome);
    }

    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_nothing_else()
    {
        var token = await _bot.TokenAsync("dana", ApiScopes.ReadTargets);

        Assert.Equal("200", (await _bot.GetAsync(token, Targets)).Outcome);
        Assert.Equal("403 scope-missing", (await _bot.GetAsync(token, "/api/v1/requests")).Outcome);
        Assert.Equal("403 scope-missing", (await _bot.AskAsync(token)).Outcome);
    }

    [Fact]
    public async Task Making_and_revoking_go_on_record()
    {
        var token = await _bot.TokenAsync("dana", ApiScopes.ReadTargets);
        await _bot.Get<ApiTokens>().RevokeAsync(token.Split('_')[1], "root", Ct);

        var entries = (await _bot.Keyed.ListAsync("audit-pending", _bot.Time.GetUtcNow(), Ct)).Select(entry => entry.Json).ToArray();
        Assert.Contains(entries, entry => entry.Contains("token.created", StringComparison.Ordinal) && entry.Contains("\"shell\"", StringComparison.Ordinal) && entry.Contains(ApiScopes.ReadTargets, StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Contains("token.revoked", StringComparison.Ordinal) && entry.Contains("\"shell\"", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, entry => entry.Contains(token.Split('_')[2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_it_was_last_used_is_kept_to_the_hour()
    {
        var (token, used) = (await _bot.TokenAsync("dana"), _bot.Time.GetUtcNow());
        await _bot.GetAsync(token, Targets);
        _bot.Time.Advance(TimeSpan.FromMinutes(59));
        await _bot.GetAsync(token, Targets);
        Assert.Equal(used, await LastUsedAsync());

        _bot.Time.Advance(TimeSpan.FromMinutes(1));
        await _bot.GetAsync(token, Targets);
        Assert.Equal(used.AddHours(1), await LastUsedAsync());

        async Task<DateTimeOffset?> LastUsedAsync() => Assert.Single(await _bot.Get<ApiTokens>().ListAsync(Ct)).LastUsedAt;
    }

    [Fact]
    public async Task Who_calls_too_fast_is_told_when_to_come_back()
    {
        var (token, other) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("omar"));

        Said said;
        var calls = 0;
        do
        {
            said = await _bot.GetAsync(token, Targets);
        }
        while (said.Outcome == "200" && calls++ < ApiLimits.Burst * 20);

        Assert.Equal("429 too-fast", said.Outcome);
        Assert.True(said.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("200", (await _bot.GetAsync(other, Targets)).Outcome);
    }

    // Rule 39
    [Fact]
    public async Task Whoever_makes_tokens_up_keeps_neither_the_store_busy_nor_anybody_out()
    {
        var good = await _bot.TokenAsync("dana");
        await _bot.GetAsync(good, Targets);

        Said said;
        var calls = 0;
        do
        {
            said = await _bot.GetAsync(TokenText.New().Reveal(), Targets);
        }
        while (said.Outcome == "401 not-authenticated" && calls++ < CheckToken.MostUnknown * 20);

        Assert.Equal("429 too-fast", said.Outcome);
        Assert.Equal("200", (await _bot.GetAsync(good, Targets)).Outcome);
    }

    [Fact]
    public async Task While_the_store_is_down_that_is_said()
    {
        var token = await _bot.TokenAsync("dana");
        _bot.Keyed.IsDown = true;

        var said = await _bot.GetAsync(token, Targets);

        Assert.Equal("503 store-down", said.Outcome);
        Assert.NotNull(said.Headers.RetryAfter);
    }
}
