using JitBot.Bot.Teams.Connector;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Rule 38: the bot's token goes nowhere but to listed hosts.</summary>
public sealed class ServiceUrlsTests
{
    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/amer/00000000-0000-0000-0000-000000000000/")]
    [InlineData("https://SMBA.trafficmanager.net:443/teams/")]
    [InlineData("https://smba.infra.gcc.teams.microsoft.com/teams")]
    [InlineData("https://smba.infra.dod.teams.microsoft.us/teams")]
    public void Microsofts_are_allowed(string url) => Assert.True(ServiceUrls.Microsoft.Allows(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("smba.trafficmanager.net")]
    [InlineData("http://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net:8443/emea/")]
    [InlineData("https://evil.trafficmanager.net/")]
    [InlineData("https://smba.trafficmanager.net.evil.example/")]
    [InlineData("https://evilteams.microsoft.com/")]
    [InlineData("https://teams.microsoft.com/")]
    [InlineData("https://smba.teams.microsoft.com@evil.example/")]
    [InlineData("https://user@smba.trafficmanager.net/")]
    [InlineData("https://evil.example/?https://smba.trafficmanager.net/")]
    [InlineData("https://smba.trafficmanager.net/?to=evil")]
    [InlineData("https://smba.trafficmanager.net\\@evil.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://127.0.0.1:56150/_connector")]
    [InlineData("http://169.254.169.254/metadata")]
    public void Nothing_else_is(string? url) => Assert.False(ServiceUrls.Microsoft.Allows(url));

    [Fact]
    public void This_machine_is_allowed_by_its_own_port_only()
    {
        var urls = new ServiceUrls(["http://localhost:56150"]);

        Assert.True(urls.Allows("http://localhost:56150/_connector"));
        Assert.False(urls.Allows("http://localhost:56151/_connector"));
        Assert.False(urls.Allows("https://localhost:56150/_connector"));
        Assert.False(urls.Allows("https://smba.trafficmanager.net/emea/"));
    }

    [Theory]
    [InlineData("http://teams.example.com")]
    [InlineData("http://*.localhost")]
    [InlineData("https://*.com")]
    [InlineData("https://*")]
    [InlineData("*.teams.microsoft.com")]
    [InlineData("ftp://localhost")]
    public void An_entry_that_would_open_too_much_is_no_entry(string entry) => Assert.False(ServiceUrls.IsEntry(entry));
}
