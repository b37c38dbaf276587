namespace JitBot.Support.Postgres;

/// <summary>How a <see cref="LocalPostgres"/> is to run.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>The folder of a cluster that is kept between starts (made on the first); null for a throw-away one.</summary>
    public string? KeptFolder { get; init; }

    /// <summary>The TCP port on 127.0.0.1; null for any free one.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// False leaves out what only matters when the machine itself fails (fsync and full page writes): faster, and nothing that a client
    /// can see is different. Benchmarks and kept clusters stay durable.
    /// </summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 300;

    /// <summary>Further server settings by name, as in postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>How a server is stopped.</summary>
public enum PostgresStop
{
    /// <summary>Sessions are cut, transactions rolled back, data written.</summary>
    Fast,

    /// <summary>Everything ends at once; the next start recovers, as after a crash.</summary>
    Immediate,
}
