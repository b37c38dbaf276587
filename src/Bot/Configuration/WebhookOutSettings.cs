using System.Collections.Immutable;
using JitBot.Bot.Webhooks;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core.Grants;

namespace JitBot.Bot.Configuration;

/// <summary>Whom events are sent to, under <c>Webhooks:Out</c>.</summary>
internal static class WebhookOutSettings
{
    private const string SecretExample = "the file JitBot__Webhooks__Out__NAME__Secrets__0 in the secrets folder, made by: jitbot webhook new-secret";

    public static ImmutableArray<WebhookDestination> Read(Settings settings) => [.. settings.Sections("Webhooks:Out").Select(entry => Read(entry.Name, entry.Section))];

    private static WebhookDestination Read(string name, Settings settings)
    {
        var allowPrivate = settings.Flag("AllowPrivate");
        var secrets = settings.Names("Secrets", SecretExample, required: true).Select(secret => new Secret(secret)).ToImmutableArray();
        if (secrets.Any(secret => !StandardWebhook.IsSecret(secret)))
        {
            settings.Problem("Secrets", "has one that is not whsec_ and the base64 of 24 to 64 bytes", SecretExample);
        }

        var events = settings.Names("Events", "\"grant.*\"", required: false);
        return new(name, ReadUrl(settings, allowPrivate), secrets, events.IsEmpty ? ["*"] : events, allowPrivate);
    }

    private static Uri ReadUrl(Settings settings, bool allowPrivate)
    {
        const string Example = "\"Url\": \"https://tickets.example.com/hooks/jitbot\"";
        var text = settings.Text("Url", Example);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (allowPrivate && url.Scheme == Uri.UriSchemeHttp)) && url.UserInfo.Length == 0)
        {
            return url;
        }

        if (text.Length > 0)
        {
            settings.Problem("Url", $"is '{text}', not an https address without a password in it (http is for AllowPrivate)", Example);
        }

        return new("https://nowhere.invalid/");
    }
}
