using JitBot.Core.Grants;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>One login, spelled for the tools that people paste it into.</summary>
internal static class PostgresAddress
{
    /// <summary>
    /// For a shell. Without the password: an argument is in the process list and the history, and <c>PGPASSWORD=…</c> before a command is in
    /// the history.
    /// </summary>
    public static string Psql(Credentials login) =>
        $"psql \"{InDoubleQuotes($"host={Value(login.Address.Host)} port={login.Address.Port} dbname={Value(login.Database)} user={Value(login.User)} sslmode={Value(login.Address.Tls)}")}\"";

    public static string Uri(Credentials login) =>
        $"postgresql://{Escape(login.User)}:{Escape(login.Password.Reveal())}@{Host(login)}:{login.Address.Port}/{Escape(login.Database)}?sslmode={Escape(login.Address.Tls)}";

    public static string Jdbc(Credentials login) =>
        $"jdbc:postgresql://{Host(login)}:{login.Address.Port}/{Escape(login.Database)}?sslmode={Escape(login.Address.Tls)}";

    /// <summary>A value of a libpq connection string, quoted where it has to be.</summary>
    private static string Value(string value) => value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/')
        ? value
        : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string InDoubleQuotes(string text)
    {
        foreach (var special in (ReadOnlySpan<string>)["\\", "\"", "$", "`"])
        {
            text = text.Replace(special, "\\" + special, StringComparison.Ordinal);
        }

        return text;
    }

    private static string Host(Credentials login) => login.Address.Host.Contains(':', StringComparison.Ordinal) ? $"[{login.Address.Host}]" : login.Address.Host;

    private static string Escape(string part) => System.Uri.EscapeDataString(part);
}
