using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JitBot.Support.Faults;

/// <summary>One connection through a <see cref="FaultProxy"/>: whole statements are passed on, and whole answers come back.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, TcpClient client)
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private static readonly byte[] No = "N"u8.ToArray();
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TcpClient _server = new();
    private readonly ConcurrentQueue<Statement> _unanswered = [];
    private readonly Dictionary<string, string> _prepared = new(StringComparer.Ordinal);

    /// <summary>Ends both sides at once, without a word.</summary>
    public void Cut()
    {
        Abort(client);
        Abort(_server);
    }

    public async Task RunAsync(int server, CancellationToken ct)
    {
        client.NoDelay = _server.NoDelay = true;
        await using var asking = new BufferedStream(client.GetStream());
        if (await FirstAsync(asking, ct) is not { } first)
        {
            return;
        }

        await _server.ConnectAsync(IPAddress.Loopback, server, ct);
        await using var answering = new BufferedStream(_server.GetStream());
        await PassAsync(_server, [first], ct);
        await (await Task.WhenAny(ForwardAsync(asking, ct), ReturnAsync(answering, ct)));
    }

    /// <summary>Clients first ask for encryption; there is none here.</summary>
    private async Task<byte[]?> FirstAsync(Stream asking, CancellationToken ct)
    {
        while (await WireMessage.ReadFirstAsync(asking, ct) is { } first)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(first.AsSpan(sizeof(int))) is not (SslRequest or GssRequest))
            {
                return first;
            }

            await PassAsync(client, [No], ct);
        }

        return null;
    }

    private async Task ForwardAsync(Stream asking, CancellationToken ct)
    {
        List<byte[]> held = [];
        List<string> texts = [];
        while (await WireMessage.ReadAsync(asking, ct) is { } message)
        {
            held.Add(message.Bytes);
            switch (message.Kind)
            {
                case 'P': // Parse: name, text
                    _prepared[message.Text(0)] = message.Text(1);
                    continue;
                case 'B': // Bind: portal, name
                    texts.Add(_prepared.GetValueOrDefault(message.Text(1), ""));
                    continue;
                case 'Q': // Query
                    texts.Add(message.Text(0));
                    break;
                case 'S': // Sync
                    break;
                case 'C' or 'D' or 'E': // Close, Describe, Execute: the Sync is still to come
                    continue;
                default: // Logging in, copying, asking for what there is so far: nothing that is waited for ends here.
                    await PassAsync(_server, held, ct);
                    held.Clear();
                    continue;
            }

            await AskAsync(new(string.Join(';', texts)), held, ct);
            held.Clear();
            texts.Clear();
        }
    }

    private async Task AskAsync(Statement statement, List<byte[]> messages, CancellationToken ct)
    {
        if (proxy.Delay > TimeSpan.Zero)
        {
            await Task.Delay(proxy.Delay, ct);
        }

        if (proxy.Trap is { } trap)
        {
            (statement.Number, var springs) = trap.Ask(statement.Text);
            if (springs)
            {
                await SpringAsync(trap, statement);
            }
        }

        _unanswered.Enqueue(statement);
        await PassAsync(_server, messages, ct);
    }

    private async Task ReturnAsync(Stream answering, CancellationToken ct)
    {
        List<byte[]> held = [];
        var rows = 0;
        while (await WireMessage.ReadAsync(answering, ct) is { } message)
        {
            held.Add(message.Bytes);
            if (message.Kind == 'C')
            {
                rows += message.Rows;
            }

            if (message.Kind == 'Z' && _unanswered.TryDequeue(out var statement))
            {
                if (proxy.Trap is { } trap && trap.Answer(statement.Text, statement.Number, rows))
                {
                    await SpringAsync(trap, statement);
                }

                rows = 0;
            }
            else if (!_unanswered.IsEmpty)
            {
                continue; // the answer is not complete
            }

            await PassAsync(client, held, ct);
            held.Clear();
        }
    }

    private async Task SpringAsync(StatementTrap trap, Statement statement)
    {
        try
        {
            await proxy.OnSprung();
        }
        finally
        {
            Cut();
            trap.Tell(statement.Text);
        }

        throw new IOException("Cut by a trap.");
    }

    private async Task PassAsync(TcpClient to, List<byte[]> messages, CancellationToken ct)
    {
        while (proxy.Reach == Reach.Silent)
        {
            await Task.Delay(Look, ct);
        }

        await to.GetStream().WriteAsync(messages.Count == 1 ? messages[0] : messages.SelectMany(message => message).ToArray(), ct);
    }

    private static void Abort(TcpClient side)
    {
        try
        {
            side.Client?.Close(0);
        }
        catch (ObjectDisposedException)
        {
            // Cut already.
        }
    }

    private sealed class Statement(string text)
    {
        public string Text => text;
        public int Number { get; set; }
    }
}
