namespace JitBot.Connectors.Tests.PostgreSql.Logins;

/// <summary>Servers with several ways in: two addresses and a socket.</summary>
public sealed class LoginServers : IAsyncDisposable
{
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("jit");

    public LoginServers()
    {
        // Started by root, the server runs as nobody.
        if (!OperatingSystem.IsWindows())
        {
            _sockets.UnixFileMode |= UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        }

        Servers = new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["listen_addresses"] = "127.0.0.1,::1", ["unix_socket_directories"] = _sockets.FullName,
            },
        };
    }

    public ServerFixture Servers { get; }

    public string Socket => _sockets.FullName;

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        _sockets.Delete(recursive: true);
    }
}
