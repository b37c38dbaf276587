using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>A cable between the browser and the page's server, to be pulled out and put back.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly Task _accepting;
    private volatile bool _out;

    public Cable(int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Pull()
    {
        _out = true;
        while (_ends.TryTake(out var end))
        {
            end.Dispose();
        }
    }

    public void PutBack() => _out = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Pull();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(int port)
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                if (_out)
                {
                    near.Dispose();
                    continue;
                }

                var far = new TcpClient();
                _ends.Add(near);
                _ends.Add(far);
                await far.ConnectAsync(IPAddress.Loopback, port);
                carried.Add(CarryAsync(near, far));
                carried.Add(CarryAsync(far, near));
            }
        }
        finally
        {
            await Task.WhenAll(carried);
        }
    }

    private static async Task CarryAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception pulled) when (pulled is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // Pulled out, or closed at the other end.
        }
    }
}
