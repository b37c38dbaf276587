using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JitBot.Support.Faults;

/// <summary>What a proxy does with those who want through.</summary>
public enum Reach
{
    Open,

    /// <summary>As when nothing listens there: every connection is cut, new ones at once.</summary>
    Refused,

    /// <summary>As when a firewall drops packets: connections stand, and nothing comes through.</summary>
    Silent,
}

/// <summary>
/// A TCP proxy on 127.0.0.1 before a PostgreSQL server, for faults from outside: it goes down and comes back, answers late, and does something at a
/// chosen statement (<see cref="StatementTrap"/>). TLS is off between here and the server.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly int _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private Reach _reach;

    /// <param name="server">The server's port on this machine.</param>
    public FaultProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How long each statement waits here before it goes on.</summary>
    public TimeSpan Delay { get; set; }

    public StatementTrap? Trap { get; set; }

    /// <summary>What happens when the trap springs, before the connection it sprang on is cut: nothing, or somebody is killed.</summary>
    public Func<Task> OnSprung { get; set; } = () => Task.CompletedTask;

    public Reach Reach
    {
        get => _reach;
        set
        {
            _reach = value;
            if (value == Reach.Refused)
            {
                CutAll();
            }
        }
    }

    /// <summary>Cuts every connection there is; new ones get through.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        CutAll();
        await Task.WhenAll(_connections.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            if (Reach == Reach.Refused)
            {
                client.Client.Close(0);
                continue;
            }

            var connection = new ProxiedConnection(this, client);
            _connections[connection] = RunAsync(connection);
        }
    }

    private async Task RunAsync(ProxiedConnection connection)
    {
        await Task.Yield();
        try
        {
            await connection.RunAsync(_server, _stop.Token);
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side has gone, or we cut it.
        }
        finally
        {
            connection.Cut();
            _connections.TryRemove(connection, out _);
        }
    }
}
