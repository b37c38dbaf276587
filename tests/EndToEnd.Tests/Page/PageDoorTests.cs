using System.Net;
using System.Net.Http.Json;
using JitBot.Playground;
using JitBot.Playground.Page;
using Microsoft.Extensions.Logging;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>Who is let in to the page.</summary>
[Collection(OnStage.Name)]
public sealed class PageDoorTests(Stage stage) : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private PlaygroundWorld _world = null!;
    private PageServer _page = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await PlaygroundWorld.StartAsync(await stage.DatabasesAsync(), port: 0, default, adjust: builder => builder.Logging.ClearProviders());
        _page = await PageServer.StartAsync(_world, port: 0, default);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _page.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/p")]
    [InlineData("/p/")]
    [InlineData("/index.html")]
    [InlineData("/events")]
    [InlineData("/p/00000000000000000000000000000000/")]
    [InlineData("/p/00000000000000000000000000000000/events")]
    [InlineData("//{token}/")]
    [InlineData("/p/{token}x/")]
    public async Task Without_the_token_there_is_nothing(string path)
    {
        var site = new Uri(_page.Address).GetLeftPart(UriPartial.Authority);

        using var answer = await _http.GetAsync(new Uri(site + path.Replace("{token}", _page.Token, StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task With_the_token_there_is_the_page_with_a_strict_policy()
    {
        using var answer = await _http.GetAsync(new Uri(_page.Address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("default-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("Host", "attacker.example")]
    [InlineData("Host", "127.0.0.1.attacker.example:3979")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    public async Task Another_sites_script_is_refused_even_with_the_token(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_page.Address}say");
        request.Content = JsonContent.Create(new { person = "dana", text = "help", inChannel = false });
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_world.People.Dana.Chat.Messages);
    }

    [Fact]
    public void It_listens_on_this_machine_only() => Assert.Equal("127.0.0.1", new Uri(_page.Address).Host);
}
