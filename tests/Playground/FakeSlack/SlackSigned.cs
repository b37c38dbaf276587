using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace JitBot.Playground.FakeSlack;

/// <summary>A request as Slack would send it now, so that a test can change one thing of it.</summary>
public sealed record SlackSigned
{
    public required string Secret { get; init; }

    /// <summary>Null to send none, and to sign with none.</summary>
    public required DateTimeOffset? Timestamp { get; init; }

    /// <summary>What is signed, and sent unless <see cref="Sent"/> says otherwise.</summary>
    public required string Body { get; init; }

    /// <summary>What is sent under the signature of <see cref="Body"/>.</summary>
    public string? Sent { get; init; }

    /// <summary>The signature to send; null for the true one, empty for none.</summary>
    public string? Signature { get; init; }

    public required string ContentType { get; init; }

    internal HttpRequestMessage Request(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Sent ?? Body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        request.Headers.TryAddWithoutValidation("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
        var timestamp = Timestamp?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (timestamp is not null)
        {
            request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        }

        if (Signature is not "")
        {
            request.Headers.TryAddWithoutValidation("X-Slack-Signature", Signature ?? Sign(timestamp));
        }

        return request;
    }

    private string Sign(string? timestamp) =>
        $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{Body}")))}";
}
