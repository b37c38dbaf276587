using System.Net;
using System.Net.Sockets;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Passes one login on to a server up to the point at which the client proves its password, and holds that back.</summary>
internal sealed class HeldLogin : IAsyncDisposable
{
    private const byte Password = (byte)'p';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _passing;

    public HeldLogin(int server)
    {
        _listener.Start();
        _passing = PassAsync(server);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The server has asked for the password, and the client has answered.</summary>
    public Task Held => _held.Task;

    public void LetGo() => _go.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        _listener.Dispose();
        await _passing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PassAsync(int port)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var server = new TcpClient("127.0.0.1", port);
        var answers = server.GetStream().CopyToAsync(client.GetStream());
        var buffer = new byte[8192];
        while (await client.GetStream().ReadAsync(buffer) is var read and > 0)
        {
            if (buffer[0] == Password)
            {
                _held.TrySetResult();
                await _go.Task;
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }

        server.Client.Shutdown(SocketShutdown.Send);
        await answers;
    }
}
