using JitBot.Bot.Configuration;
using JitBot.Bot.Teams;
using Microsoft.Extensions.Configuration;

namespace JitBot.Bot.Tests.Teams;

public sealed class TeamsSettingsTests
{
    private const string Id = "11111111-1111-1111-1111-111111111111";

    private static readonly Dictionary<string, string?> Good = new()
    {
        ["AppId"] = Id.ToUpperInvariant(),
        ["TenantId"] = Id,
        ["Credential"] = "ClientSecret",
        ["ClientSecret"] = "s3cret",
    };

    [Fact]
    public void Four_keys_are_enough_in_the_public_cloud()
    {
        var (options, problems) = Read(Good);

        Assert.Empty(problems);
        Assert.Equal((Id, TeamsCredential.ClientSecret, "s3cret"), (options.AppId, options.Credential, options.ClientSecret!.Reveal()));
        Assert.True(options.ServiceUrls.Allows("https://smba.trafficmanager.net/emea/"));
        Assert.Equal("https://api.botframework.com", options.Issuer);
    }

    [Theory]
    [InlineData("AppId", null, "AppId")]
    [InlineData("AppId", "jitbot", "AppId")]
    [InlineData("TenantId", null, "TenantId")]
    [InlineData("TenantId", "common", "TenantId")]
    [InlineData("Credential", null, "Credential")]
    [InlineData("Credential", "Password", "Credential")]
    [InlineData("Credential", "1", "Credential")]
    [InlineData("Credential", "Certificate", "CertificatePath")]
    [InlineData("ClientSecret", null, "ClientSecret")]
    [InlineData("OtherTenants:0", "everybody", "OtherTenants")]
    [InlineData("ServiceUrls:0", "http://teams.example.com", "ServiceUrls")]
    [InlineData("ServiceUrls:0", "https://*", "ServiceUrls")]
    [InlineData("OpenIdMetadata", "http://login.example.com/openid", "OpenIdMetadata")]
    [InlineData("AuthorityHost", "login", "AuthorityHost")]
    public void Each_mistake_is_named_with_its_key_and_a_good_example(string key, string? value, string named)
    {
        var (_, problems) = Read(new Dictionary<string, string?>(Good) { [key] = value });

        var problem = Assert.Single(problems);
        Assert.Equal($"JitBot:Teams:{named}", problem.Key);
        Assert.NotEmpty(problem.Example);
        Assert.DoesNotContain("s3cret", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Development_can_do_without_an_app_id_and_needs_no_credential_then()
    {
        var (options, problems) = Read(new() { ["TenantId"] = Id }, development: true);

        Assert.Empty(problems);
        Assert.Null(options.AppId);
    }

    [Fact]
    public void A_credential_without_an_app_id_is_a_mistake_in_Development_too()
    {
        var (_, problems) = Read(new Dictionary<string, string?>(Good) { ["AppId"] = null }, development: true);

        Assert.Equal("JitBot:Teams:Credential", Assert.Single(problems).Key);
    }

    private static (TeamsOptions Options, IReadOnlyList<ConfigurationProblem> Problems) Read(Dictionary<string, string?> values, bool development = false)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(entry => KeyValuePair.Create($"JitBot:Teams:{entry.Key}", entry.Value)))
            .Build();
        var settings = Settings.Root(configuration, "JitBot");
        return (TeamsSettings.Read(settings.Section("Teams"), development), settings.Problems);
    }
}
