namespace JitBot.Connectors;

/// <summary>Text that becomes part of a PostgreSQL statement where no parameter can stand.</summary>
internal static class SqlText
{
    /// <exception cref="ArgumentException">The name is empty or holds a NUL, which no server can store.</exception>
    public static string Identifier(string name) => name.Length == 0 || name.Contains('\0')
        ? throw new ArgumentException("Not a name that a server could hold.", nameof(name))
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <exception cref="ArgumentException">The value holds a NUL.</exception>
    public static string Literal(string value)
    {
        if (value.Contains('\0'))
        {
            throw new ArgumentException("A NUL cannot stand in a statement.", nameof(value));
        }

        // A backslash means itself or not, depending on the session's settings; E'' means the same under all of them.
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\') ? $"E'{quoted.Replace(@"\", @"\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }
}
