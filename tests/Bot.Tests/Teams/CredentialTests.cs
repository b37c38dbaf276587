using Azure.Core;
using Azure.Identity;
using JitBot.Bot.Teams;
using JitBot.Playground.Twin;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Bot.Tests.Teams;

public sealed class CredentialTests
{
    private static readonly TeamsOptions Options = new()
    {
        AppId = Guid.NewGuid().ToString(),
        TenantId = Guid.NewGuid().ToString(),
        ClientSecret = new("s3cret"),
        CertificatePath = "/run/secrets/teams.pem",
    };

    [Theory]
    [InlineData("ClientSecret", typeof(ClientSecretCredential))]
    [InlineData("Certificate", typeof(ClientCertificateCredential))]
    [InlineData("ManagedIdentity", typeof(ManagedIdentityCredential))]
    [InlineData("WorkloadIdentity", typeof(WorkloadIdentityCredential))]
    public void The_operator_says_how_the_bot_proves_who_it_is(string kind, Type credential)
    {
        using var services = new ServiceCollection().AddTeams(Options with { Credential = Enum.Parse<TeamsCredential>(kind) }).BuildServiceProvider();

        Assert.IsType(credential, services.GetRequiredService<TokenCredential>());
    }

    [Fact]
    public void A_credential_registered_before_is_the_one_that_counts()
    {
        var twins = new TwinCredential(TimeProvider.System);

        using var services = new ServiceCollection().AddSingleton<TokenCredential>(twins).AddTeams(Options with { Credential = TeamsCredential.ClientSecret }).BuildServiceProvider();

        Assert.Same(twins, services.GetRequiredService<TokenCredential>());
    }

    [Fact]
    public void There_is_no_default()
    {
        using var services = new ServiceCollection().AddTeams(Options).BuildServiceProvider();

        Assert.Null(services.GetService<TokenCredential>());
    }
}
