using System.Text;
using JitBot.Bot.Webhooks;
using JitBot.Core.Grants;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>Rule 38: what is not signed by a source, now and exactly so, is not even parsed.</summary>
public sealed class StandardWebhookTests
{
    // The vector that the specification's libraries share.
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string At = "1614265330";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Another = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    private static readonly Secret Known = new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    [Fact]
    public void Published_vector_is_signed_as_published() => Assert.Equal(Signature, StandardWebhook.Sign(Id, Now, Encoding.UTF8.GetBytes(Body), [Known]));

    [Theory]
    [InlineData(Signature)]
    [InlineData($"{Another} {Signature}")]
    [InlineData($"{Another} v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {Signature} {Another}")]
    [InlineData($"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== {Signature}")]
    public void Published_vector_is_genuine(string signatures) => Assert.Equal(WebhookVerdict.Genuine, Verify(signatures: signatures));

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_is_good_for_five_minutes_either_way(int seconds, bool good) =>
        Assert.Equal(good ? WebhookVerdict.Genuine : WebhookVerdict.SignedAtAnotherTime, Verify(now: Now.AddSeconds(seconds)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("msg p5jXN8AQM9LWM0D4loKWxJek")]
    [InlineData("msg.p5jXN8AQM9LWM0D4loKWxJek")]
    [InlineData("msg_é")]
    public void Nothing_is_signed_without_an_id(string? id) => Assert.Equal(WebhookVerdict.NotSigned, Verify(id: id));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1614265330")]
    [InlineData("1614265330.0")]
    [InlineData(" 1614265330")]
    [InlineData("99999999999999999999")]
    [InlineData("NaN")]
    public void Nothing_is_signed_without_a_time(string? at) => Assert.Equal(WebhookVerdict.NotSigned, Verify(at: at));

    [Theory]
    [InlineData(Another)]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,")]
    public void Any_other_signature_is_refused(string signatures) => Assert.Equal(WebhookVerdict.AnotherSignature, Verify(signatures: signatures));

    [Theory]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJel", At, Body)]
    [InlineData(Id, "1614265331", Body)]
    [InlineData(Id, "01614265330", Body)]
    [InlineData(Id, At, """{"test": 2432232315}""")]
    [InlineData(Id, At, """{"test":2432232314}""")]
    [InlineData(Id, At, "")]
    public void A_signature_is_good_for_its_id_time_and_body_only(string id, string at, string body) =>
        Assert.Equal(WebhookVerdict.AnotherSignature, Verify(id, at, body: body));

    [Fact]
    public void Either_secret_is_good_while_it_is_changed()
    {
        var next = StandardWebhook.NewSecret();
        var body = Encoding.UTF8.GetBytes(Body);

        Assert.Equal(WebhookVerdict.Genuine, Verify(signatures: StandardWebhook.Sign(Id, Now, body, [next]), secrets: [Known, next]));
        Assert.Equal(WebhookVerdict.Genuine, Verify(signatures: StandardWebhook.Sign(Id, Now, body, [next, Known])));
        Assert.Equal(WebhookVerdict.AnotherSignature, Verify(signatures: StandardWebhook.Sign(Id, Now, body, [next])));
    }

    [Fact]
    public void Without_secrets_nothing_is_genuine() => Assert.Equal(WebhookVerdict.AnotherSignature, Verify(secrets: []));

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", false)]
    [InlineData("whsec_not base64 at all, however long it is", false)]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    public void A_secret_is_24_to_64_bytes_in_base64_after_its_prefix(string text, bool good) => Assert.Equal(good, StandardWebhook.IsSecret(new(text)));

    private static WebhookVerdict Verify(
        string? id = Id, string? at = At, string? signatures = Signature, string body = Body, Secret[]? secrets = null, DateTimeOffset? now = null) =>
        StandardWebhook.Verify(id, at, signatures, Encoding.UTF8.GetBytes(body), secrets ?? [Known], now ?? Now);
}
