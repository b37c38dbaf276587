using JitBot.Bot.Configuration;
using JitBot.Core.Grants;

namespace JitBot.Bot.Slack;

/// <summary>Reads <see cref="SlackOptions"/>, noting every problem.</summary>
internal static class SlackSettings
{
    /// <param name="settings">The section <c>Slack</c>.</param>
    public static SlackOptions Read(Settings settings)
    {
        var options = new SlackOptions
        {
            BotToken = Token(settings, "BotToken", "xoxb-", required: true) ?? new(""),
            SigningSecret = settings.OptionalText("SigningSecret") is { } secret ? new Secret(secret) : null,
            AppToken = Token(settings, "AppToken", "xapp-", required: false),
            Workspaces = settings.Names("Workspaces", "\"T0123456789\"", required: true),
            Connections = settings.Number("Connections", 2, 1, 5),
            ApiBase = ApiBase(settings),
        };
        if (options is { SigningSecret: null, AppToken: null })
        {
            settings.Problem("SigningSecret", "is missing, and so is AppToken: over HTTP Slack's requests are checked against the one, Socket Mode is opened with the other",
                "a file of that name in the secrets folder, or an environment variable with __ for each colon");
        }

        foreach (var wrong in options.Workspaces.Where(id => id.Length < 2 || id[0] is not ('T' or 'E') || !id.All(char.IsAsciiLetterOrDigit)))
        {
            settings.Problem("Workspaces", $"has '{wrong}'; wanted is a workspace's id (T…) or an organisation's (E…)", "\"Workspaces\": [\"T0123456789\"]");
        }

        return options;
    }

    private static Secret? Token(Settings settings, string key, string prefix, bool required)
    {
        var text = required ? settings.Text(key, $"\"{key}\": \"{prefix}…\"") : settings.OptionalText(key);
        // What a token begins with is no secret; the token itself is never repeated.
        if (text?.Length > 0 && !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            settings.Problem(key, $"does not begin with {prefix}, so it is another kind of token", $"\"{key}\": \"{prefix}…\"");
        }

        return text?.Length > 0 ? new Secret(text) : null;
    }

    private static Uri ApiBase(Settings settings)
    {
        const string Standard = "https://slack.com/api/";
        var text = settings.OptionalText("ApiBase") ?? Standard;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && text.EndsWith('/')
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        settings.Problem("ApiBase", $"is '{text}', not an https address that ends in a slash", $"\"ApiBase\": \"{Standard}\"");
        return new(Standard);
    }
}
