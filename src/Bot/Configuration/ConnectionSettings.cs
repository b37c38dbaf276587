using System.Data.Common;
using JitBot.Core.Grants;

namespace JitBot.Bot.Configuration;

/// <summary>A connection string and, kept apart so that it can come from a secrets folder or the environment, its password.</summary>
internal static class ConnectionSettings
{
    public static Secret Read(Settings settings, string example)
    {
        var text = settings.Text("Connection", $"\"Connection\": \"{example}\"");
        var password = settings.OptionalText("Password");
        var connection = new DbConnectionStringBuilder();
        try
        {
            connection.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            settings.Problem("Connection", "is not a connection string of key=value pairs", $"\"Connection\": \"{example}\"");
            return new("");
        }

        if (text.Length > 0 && !connection.ContainsKey("Host"))
        {
            settings.Problem("Connection", "names no Host", $"\"Connection\": \"{example}\"");
        }

        if (connection.ContainsKey("Password"))
        {
            settings.Problem("Connection", "holds a password, which belongs into Password beside it", $"\"Connection\": \"{example}\"");
        }

        if (password is null)
        {
            settings.Problem("Password", "is missing", "a file of that name in the secrets folder, or an environment variable with __ for each colon");
        }

        connection["Password"] = password ?? "";
        return new(connection.ConnectionString);
    }
}
