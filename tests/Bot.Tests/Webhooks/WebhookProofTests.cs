using System.Text;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core.Grants;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>How senders prove themselves that do not sign by Standard Webhooks.</summary>
public sealed class WebhookProofTests
{
    // The example that PagerDuty's own client is tested with.
    private const string PagerDutyGood = "v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd";
    private const string PagerDutyOther = "v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5";

    private static readonly Secret PagerDuty = new("lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK");

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""
        {"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2021-04-26T17:36:27.458Z","agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},"client":null,"data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2","number":2,"status":"triggered","title":"A little bump in the road","service":{"html_url":"https://acme.pagerduty.com/services/PF9KMXH","id":"PF9KMXH","self":"https://api.pagerduty.com/services/PF9KMXH","summary":"API Service","type":"service_reference"},"assignees":[{"html_url":"https://acme.pagerduty.com/users/PTUXL6G","id":"PTUXL6G","self":"https://api.pagerduty.com/users/PTUXL6G","summary":"User 123","type":"user_reference"}],"escalation_policy":{"html_url":"https://acme.pagerduty.com/escalation_policies/PUS0KTE","id":"PUS0KTE","self":"https://api.pagerduty.com/escalation_policies/PUS0KTE","summary":"Default","type":"escalation_policy_reference"},"teams":[{"html_url":"https://acme.pagerduty.com/teams/PFCVPS0","id":"PFCVPS0","self":"https://api.pagerduty.com/teams/PFCVPS0","summary":"Engineering","type":"team_reference"}],"priority":{"html_url":"https://acme.pagerduty.com/account/incident_priorities","id":"PSO75BM","self":"https://api.pagerduty.com/priorities/PSO75BM","summary":"P1","type":"priority_reference"},"urgency":"high","conference_bridge":{"conference_number":1000,"conference_url":"https://example.com"},"resolve_reason":null}}}
        """);

    [Theory]
    [InlineData(PagerDutyGood, true)]
    [InlineData($"{PagerDutyOther},{PagerDutyGood}", true)]
    [InlineData($"{PagerDutyGood}, {PagerDutyOther}", true)]
    [InlineData(PagerDutyOther, false)]
    [InlineData("v2=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd", false)]
    [InlineData("0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd", false)]
    [InlineData("v1=", false)]
    [InlineData(",", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void PagerDuty_signs_the_raw_body_with_any_of_its_secrets(string? header, bool genuine) =>
        Assert.Equal(genuine, PagerDutySignature.Refusal(header, Body, [PagerDuty]) is null);

    [Fact]
    public void PagerDuty_signs_no_other_body() => Assert.Equal("another signature", PagerDutySignature.Refusal(PagerDutyGood, [.. Body, (byte)' '], [PagerDuty]));

    [Theory]
    [InlineData("Bearer a secret of more than sixteen characters", true)]
    [InlineData("bearer a secret of more than sixteen characters", true)]
    [InlineData("Basic YWxlcnRtYW5hZ2VyOmEgc2VjcmV0IG9mIG1vcmUgdGhhbiBzaXh0ZWVuIGNoYXJhY3RlcnM=", true)]
    [InlineData("Basic OmEgc2VjcmV0IG9mIG1vcmUgdGhhbiBzaXh0ZWVuIGNoYXJhY3RlcnM=", true)]
    [InlineData("Basic YSBzZWNyZXQgb2YgbW9yZSB0aGFuIHNpeHRlZW4gY2hhcmFjdGVycw==", false)]
    [InlineData("Basic a secret of more than sixteen characters", false)]
    [InlineData("Bearer another secret", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Bearer", false)]
    [InlineData("a secret of more than sixteen characters", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Alertmanager_brings_the_secret_as_a_bearer_token_or_a_password(string? header, bool genuine) =>
        Assert.Equal(genuine, SharedSecret.Refusal(header, [new("an older secret"), new(WebhookBot.Shared)]) is null);
}
