using JitBot.Core.Grants;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>One login, spelled for the tools that people paste it into.</summary>
internal static class PostgresAddress
{
    /// <summary>
    /// For a shell. Without the password: an argument is in the process list and the history, and <c>PGPASSWORD=…</c> before a command is in
    /// the history.
    /// </summary>
    public static string Psql(Credentials login)
    {
        var (host, port, tls) = login.Address;
        var settings = $"host={Value(host)} port={port} dbname={Value(login.Database)} user={Value(login.User)} sslmode={Value(tls)}";
        return $"psql \"{InDoubleQuotes(settings)}\"";
    }

    public static string Uri(Credentials login) => $"postgresql://{Escape(login.User)}:{Escape(login.Password.Reveal())}@{Place(login)}";

    public static string Jdbc(Credentials login) => $"jdbc:postgresql://{Place(login)}";

    private static string Place(Credentials login)
    {
        var (host, port, tls) = login.Address;
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return $"{bracketed}:{port}/{Escape(login.Database)}?sslmode={Escape(tls)}";
    }

    /// <summary>A value of a libpq connection string, quoted where it has to be.</summary>
    private static string Value(string value) => value.Length > 0 && value.All(IsPlain)
        ? value
        : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/';

    private static string InDoubleQuotes(string text)
    {
        foreach (var special in (ReadOnlySpan<string>)["\\", "\"", "$", "`"])
        {
            text = text.Replace(special, "\\" + special, StringComparison.Ordinal);
        }

        return text;
    }

    private static string Escape(string part) => System.Uri.EscapeDataString(part);
}
