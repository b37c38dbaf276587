using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>
/// A PostgreSQL server of this process's own, on 127.0.0.1 only, with a random superuser password. It ends with this process, however
/// this process ends; a throw-away cluster is then deleted.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    // Stands between this process and the server. Standard input is the lifeline: a line on it is a signal for the server, and its end,
    // which comes even when this process is killed, stops the server. (PR_SET_PDEATHSIG would not do: it fires when the *thread* that
    // started the child ends, and ours come and go with the pool.) Signals of the terminal must reach neither the keeper nor the server, or
    // Ctrl-C would take the database from a bot that is still finishing its work: hence the trap, and job control's own process groups.
    private const string Keeper = """
        folder=$1 bin=$2 kept=$3; shift 3
        trap '' INT HUP TERM
        as=()
        if ((EUID == 0)); then # PostgreSQL refuses to run as root; 65534 is nobody
            as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
            chown 65534:65534 "$folder" "$folder/password" || exit 1
        fi
        cd "$folder" && exec 3<&0 4>&1 </dev/null >>log 2>&1
        set -m
        end() {
            # With its owner gone, nobody else deletes a throw-away cluster.
            kill -0 $PPID || [[ $kept ]] || { cd / && rm -rf "$folder"; }
            exit "$1"
        }
        if [[ ! -d data ]]; then # made beside and renamed: a half-made cluster is never started
            rm -rf new
            "${as[@]}" "$bin/initdb" -D "$folder/new" -U postgres --pwfile="$folder/password" --auth=scram-sha-256 \
                --locale=C --encoding=UTF8 --no-instructions --no-sync || end 1
            mv new data
        fi
        (trap - INT HUP TERM; exec 3<&- 4>&-; exec "${as[@]}" "$bin/postgres" -D "$folder/data" "$@") & server=$!
        (
            while read -r signal <&3; do kill -"$signal" $server; done
            kill -INT $server; sleep 10; kill -QUIT $server
        ) & lifeline=$!
        echo $server >&4
        wait $server; code=$?
        kill -KILL -- -$lifeline
        end $code
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly PostgresBinaries _binaries;
    private readonly LocalPostgresOptions _options;
    private readonly string _password;
    private Process? _keeper;

    private LocalPostgres(PostgresBinaries binaries, LocalPostgresOptions options, string folder, string password)
    {
        _binaries = binaries;
        _options = options;
        _password = password;
        Folder = folder;
    }

    public int MajorVersion => _binaries.Major;

    public int Port { get; private set; }

    /// <summary>The process id of the server itself (the postmaster).</summary>
    public int ServerProcessId { get; private set; }

    /// <summary>Holds <c>data</c>, the server's <c>log</c> and the superuser's <c>password</c>; readable by the server's user alone.</summary>
    public string Folder { get; }

    private string LockFile => Path.Combine(Folder, "data", "postmaster.pid");

    /// <summary>Starts a server and returns when it accepts connections.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message ends with the server's log.</exception>
    public static async Task<LocalPostgres> StartAsync(
        PostgresBinaries binaries, LocalPostgresOptions? options = null, CancellationToken ct = default)
    {
        options ??= new LocalPostgresOptions();
        var folder = options.KeptFolder is { } kept
            ? Path.GetFullPath(kept)
            : Path.Combine(PostgresBinaries.ClusterFolder, $"{Environment.ProcessId}-{Path.GetRandomFileName()}");
        if (MajorOfCluster(folder) is { } major && major != binaries.Major)
        {
            throw new InvalidOperationException($"{folder} was made by PostgreSQL {major}; {binaries.Major} cannot open it.");
        }

        var server = new LocalPostgres(binaries, options, folder, PrepareFolder(folder));
        try
        {
            await server.StartAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>For the superuser <c>postgres</c>.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Password = _password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Stops the server and leaves its data, so that <see cref="RestartAsync"/> can bring it back on the same port.</summary>
    public async Task StopAsync(PostgresStop how = PostgresStop.Fast, CancellationToken ct = default)
    {
        if (_keeper is null)
        {
            return;
        }

        try
        {
            await _keeper.StandardInput.WriteLineAsync((how is PostgresStop.Fast ? "INT" : "QUIT").AsMemory(), ct);
            _keeper.StandardInput.Close();
        }
        catch (IOException)
        {
            // The keeper has ended, so the server has too.
        }

        await _keeper.WaitForExitAsync(ct);
        _keeper.Dispose();
        _keeper = null;
    }

    /// <summary>Stops the server if it runs, and starts it again on the same port.</summary>
    public async Task RestartAsync(PostgresStop how = PostgresStop.Fast, CancellationToken ct = default)
    {
        await StopAsync(how, ct);
        await StartAsync(ct);
    }

    /// <summary>Stops the server; a throw-away cluster is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_options.KeptFolder is null && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The major version that made the cluster in a folder; null if there is none yet.</summary>
    internal static int? MajorOfCluster(string folder)
    {
        var version = Path.Combine(folder, "data", "PG_VERSION");
        return File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null;
    }

    private static string PrepareFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Local PostgreSQL servers are started through bash: use Linux, macOS or WSL.");
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var above = Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        if (Environment.IsPrivilegedProcess)
        {
            above.UnixFileMode |= Passable; // whatever the umask: the server's user must get through
        }

        Directory.CreateDirectory(folder, Private);
        var file = Path.Combine(folder, "password");
        if (!File.Exists(file))
        {
            using var stream = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            stream.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32)));
        }

        return File.ReadAllText(file);
    }

    private async Task StartAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        await ClearStaleLockAsync(limit.Token);

        // Between finding a free port and the server taking it, another program can be faster.
        var mayChoose = _options.Port is null && Port == 0;
        for (var attempt = 1; ; attempt++)
        {
            Port = _options.Port ?? (mayChoose ? FreePort() : Port);
            if (await TryStartAsync(limit.Token))
            {
                return;
            }

            if (!mayChoose || attempt == 3)
            {
                throw NotStarted();
            }
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken ct)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "", // paths of sockets have a length limit, and TCP is enough
            ["max_connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
        };
        if (!_options.Durable)
        {
            settings["fsync"] = settings["full_page_writes"] = "off";
        }

        foreach (var (name, value) in _options.Settings)
        {
            settings[name] = value;
        }

        string[] arguments = ["-c", Keeper, "keeper", Folder, _binaries.BinFolder, _options.KeptFolder is null ? "" : "kept",
            .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
        _keeper = Process.Start(new ProcessStartInfo("bash", arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        if (!int.TryParse(await _keeper.StandardOutput.ReadLineAsync(ct), CultureInfo.InvariantCulture, out var server))
        {
            throw NotStarted(); // the cluster could not be made: another port would not help
        }

        ServerProcessId = server;
        while (!_keeper.HasExited)
        {
            // The eighth line of the lock file is where the server itself says how far it is; pg_ctl waits for it in the same way.
            var lines = await ReadLockAsync(ct);
            if (lines.Length >= 8 && lines[0] == server.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready")
            {
                return true;
            }

            await Task.Delay(20, ct);
        }

        return false;
    }

    // A lock file names the process that holds the cluster. After a crash that number may by now belong to another program, at which the
    // server would refuse to start. If it is a server, it is one whose owner was killed and that is just ending.
    private async Task ClearStaleLockAsync(CancellationToken ct)
    {
        while (await ReadLockAsync(ct) is [var holder, ..])
        {
            if (!int.TryParse(holder, CultureInfo.InvariantCulture, out var id) || !IsServer(id))
            {
                File.Delete(LockFile);
                return;
            }

            try
            {
                await Task.Delay(100, ct);
            }
            catch (OperationCanceledException problem)
            {
                throw new InvalidOperationException($"The cluster in {Folder} is in use by process {id}: stop that one first.", problem);
            }
        }
    }

    private async Task<string[]> ReadLockAsync(CancellationToken ct)
    {
        try
        {
            return await File.ReadAllLinesAsync(LockFile, ct);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsServer(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false; // no such process
        }
    }

    private InvalidOperationException NotStarted()
    {
        var log = Path.Combine(Folder, "log");
        var end = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "(there is none)";
        return new InvalidOperationException($"PostgreSQL {MajorVersion} did not start on port {Port}. The end of its log:\n{end}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
