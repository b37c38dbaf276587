using JitBot.Bot.Configuration;
using JitBot.Bot.Tests.Configuration;
using JitBot.Bot.Webhooks.Inbound;
using Microsoft.Extensions.Configuration;

namespace JitBot.Bot.Tests.Webhooks;

public sealed class WebhookSourceSettingsTests
{
    [Fact]
    public void A_source_of_each_kind_is_read()
    {
        var sources = JitOptions.Read(JitOptionsTests.WithSecrets(), development: false).WebhookSources.ToDictionary(source => source.Name, StringComparer.Ordinal);

        Assert.Equal((SourceKind.Generic, SourceRights.Requests | SourceRights.Decisions), (sources["deploys"].Kind, sources["deploys"].Allows));
        Assert.Equal((SourceKind.Alertmanager, SourceRights.Incidents), (sources["alerts"].Kind, sources["alerts"].Allows));
        Assert.Equal((SourceKind.PagerDuty, SourceRights.Incidents, "critical"), (sources["pagerduty"].Kind, sources["pagerduty"].Allows, sources["pagerduty"].SeverityOf("p1")));
        Assert.Equal((SourceKind.Ticket, SourceRights.Decisions), (sources["desk"].Kind, sources["desk"].Allows));
    }

    [Fact]
    public void A_generic_source_may_do_nothing_unless_it_is_said() =>
        Assert.Equal(SourceRights.None, WebhookSourceSettings.Read(Configured(("Kind", "generic"), ("Secrets:0", WebhookBot.Signing.Reveal())))[0].Allows);

    [Theory]
    [InlineData("Kind", "webhook", "Kind")]
    [InlineData("Secrets:0", "whsec_short", "Secrets:0")]
    [InlineData("Secrets:0", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Secrets:0")]
    [InlineData("Allows:0", "everything", "Allows")]
    public void What_is_wrong_with_a_source_is_said_with_its_key_and_never_with_its_secret(string key, string value, string at)
    {
        var settings = Configured(("Kind", "generic"), ("Secrets:0", WebhookBot.Signing.Reveal()), (key, value));
        WebhookSourceSettings.Read(settings);

        var problem = Assert.Single(settings.Problems);
        Assert.Equal($"JitBot:Webhooks:In:deploys:{at}", problem.Key);
        Assert.DoesNotContain("MfKQ", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_short", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_kind_may_do_is_not_for_Allows_to_say()
    {
        var problem = Assert.Single(JitOptionsTests.ProblemsOf(JitOptionsTests.WithSecrets(("JitBot:Webhooks:In:desk:Allows:0", "requests"))));

        Assert.Equal("JitBot:Webhooks:In:desk:Allows:0", problem.Key);
    }

    private static Settings Configured(params (string Key, string Value)[] entries) => Settings.Root(
        new ConfigurationBuilder().AddInMemoryCollection(entries.GroupBy(entry => entry.Key).Select(last => KeyValuePair.Create($"JitBot:Webhooks:In:deploys:{last.Key}", (string?)last.Last().Value))).Build(),
        JitOptions.SectionName);
}
