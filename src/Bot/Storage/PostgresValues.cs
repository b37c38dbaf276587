using Npgsql;
using NpgsqlTypes;

namespace JitBot.Bot.Storage;

/// <summary>Parameters by what they mean. Every one carries its type: PostgreSQL cannot guess that of a null.</summary>
internal static class PostgresValues
{
    public static NpgsqlParameter Text(string? value) => Of(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Texts(IEnumerable<string> values) => Of(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Number(long value) => Of(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Integers(IEnumerable<int> values) => Of(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);

    /// <param name="value">UTC; any other offset is refused.</param>
    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(value, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Json(string value) => Of(value, NpgsqlDbType.Jsonb);

    public static NpgsqlParameter Token(Guid? value) => Of(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Tokens(IEnumerable<Guid> values) => Of(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
