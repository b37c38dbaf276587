using JitBot.Core.Grants;
using Npgsql;

namespace JitBot.Bot.Configuration;

/// <summary>A connection string and, kept apart so that it can come from a secrets folder or the environment, its password.</summary>
internal static class ConnectionSettings
{
    public static Secret Read(Settings settings, string example)
    {
        var text = settings.Text("Connection", $"\"Connection\": \"{example}\"");
        var password = settings.OptionalText("Password");
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            settings.Problem("Connection", "is not a connection string that the PostgreSQL driver knows every key and value of", $"\"Connection\": \"{example}\"");
            return new("");
        }

        if (text.Length > 0 && string.IsNullOrWhiteSpace(connection.Host))
        {
            settings.Problem("Connection", "names no Host", $"\"Connection\": \"{example}\"");
        }

        if (!string.IsNullOrEmpty(connection.Password))
        {
            settings.Problem("Connection", "holds a password, which belongs into Password beside it", $"\"Connection\": \"{example}\"");
        }

        if (password is null)
        {
            settings.Problem("Password", "is missing", "a file of that name in the secrets folder, or an environment variable with __ for each colon");
        }

        connection.Password = password;
        return new(connection.ConnectionString);
    }

    /// <summary>For whoever connects to nothing: right or wrong, there or not, it is not looked at.</summary>
    public static Secret Unread(Settings settings)
    {
        settings.OptionalText("Connection");
        settings.OptionalText("Password");
        return new("");
    }
}
