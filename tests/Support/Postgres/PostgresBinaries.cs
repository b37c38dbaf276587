using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitBot.Support.Postgres;

/// <summary>The programs of one PostgreSQL server version on this machine, as <c>scripts/postgres</c> found or installed them.</summary>
/// <param name="Major">The major version, for example 18.</param>
/// <param name="BinFolder">The folder that holds <c>initdb</c> and <c>postgres</c>.</param>
public sealed record PostgresBinaries(int Major, string BinFolder)
{
    /// <summary>The repository this program was built in: the nearest folder above it that holds the solution.</summary>
    public static string RepositoryFolder { get; } = FindRepository();

    /// <summary>
    /// Where clusters are kept. Root's lie outside the repository, because the server then runs as another user,
    /// who may not be able to read the folders above it; the repository's path keeps two clones apart.
    /// </summary>
    public static string ClusterFolder { get; } = Environment.IsPrivilegedProcess
        ? $"/var/tmp/jitbot/clusters-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RepositoryFolder)))[..8]}"
        : Path.Combine(RepositoryFolder, ".local", "clusters");

    /// <summary>The programs of a major version, or null if <c>scripts/postgres</c> has not made that version available.</summary>
    public static PostgresBinaries? TryFind(int major) => All().FirstOrDefault(found => found.Major == major);

    /// <summary>The programs of a major version.</summary>
    /// <exception cref="InvalidOperationException">It is not available; the message says what to run.</exception>
    public static PostgresBinaries Find(int major) => TryFind(major) ?? throw new InvalidOperationException(MissingMessage(major));

    /// <summary>The newest version that is available; with a kept cluster, the version that made it, because no other can open it.</summary>
    /// <exception cref="InvalidOperationException">None is available; the message says what to run.</exception>
    public static PostgresBinaries FindAny(string? keptFolder = null) =>
        keptFolder is not null && LocalPostgres.MajorOfCluster(keptFolder) is { } major
            ? Find(major)
            : All().MaxBy(found => found.Major)
                ?? throw new InvalidOperationException("No PostgreSQL server is known here: run scripts/postgres any, or ./run.");

    internal static string MissingMessage(int major) => $"PostgreSQL {major} is not available here: run scripts/postgres {major}.";

    // Written by scripts/postgres, one `18=/path/bin` a line. A file and not an environment variable: a test that is started from
    // an editor finds it too. An entry whose server has been removed since counts as missing.
    private static IEnumerable<PostgresBinaries> All()
    {
        var list = Path.Combine(RepositoryFolder, ".local", "postgres.bins");
        return File.Exists(list)
            ? from line in File.ReadAllLines(list)
              let parts = line.Split('=', 2)
              where parts.Length == 2 && File.Exists(Path.Combine(parts[1], "postgres"))
              select new PostgresBinaries(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1])
            : [];
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "JitBot.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in a clone of the repository (no JitBot.sln above it).");
    }
}
