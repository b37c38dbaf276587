using JitBot.Core.Audit;
using JitBot.Support.Postgres;

namespace JitBot.Playground;

/// <summary>The playground's own PostgreSQL cluster, kept from start to start.</summary>
internal static class PlaygroundServer
{
    private static readonly string Folder = Path.Combine(PostgresBinaries.ClusterFolder, "run");

    /// <summary>Signs the record in the store, and so is kept as long as that is.</summary>
    public static KeyValuePair<string, string?> SigningKey()
    {
        var file = $"{Folder}-audit-key.pem";
        if (!File.Exists(file))
        {
            File.WriteAllText(file, AuditKey.NewPem());
        }

        return new("JitBot:Audit:SigningKey", File.ReadAllText(file));
    }

    /// <param name="say">Told what is being done, a line each.</param>
    public static async Task<(LocalPostgres Server, JitServer Databases)> StartAsync(bool reset, Action<string> say, CancellationToken ct)
    {
        if (reset && Directory.Exists(Folder))
        {
            say("Removing the old database server …");
            Directory.Delete(Folder, recursive: true);
        }

        var binaries = PostgresBinaries.FindAny(Folder);
        say($"Starting PostgreSQL {binaries.Major} on a port of its own …");
        var server = await LocalPostgres.StartAsync(binaries, new() { KeptFolder = Folder });
        try
        {
            say("Preparing hr_prod and hr_test, and JitBot's login with docs/postgres-setup.sql …");
            return (server, await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], say, ct));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
