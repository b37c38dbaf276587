using System.Collections.Immutable;
using System.Diagnostics;
using JitBot.Support;
using Npgsql;

namespace JitBot.Playground.Page;

/// <summary>How a person's console stands.</summary>
/// <param name="Is"><c>closed</c>, <c>open</c> or <c>cut</c>.</param>
/// <param name="Trouble">The server's last words when it was cut.</param>
internal sealed record ConsoleState(string Person, string Is, string? User = null, string? Database = null, int? Pid = null, ServerWords? Trouble = null);

/// <param name="Code">SQLSTATE; null if the server did not get to say anything.</param>
internal sealed record ServerWords(string? Code, string Message);

/// <summary>What came of a query. Values as PostgreSQL prints them; null is NULL.</summary>
/// <param name="Cut">There are more rows than are shown.</param>
internal sealed record QueryAnswer(
    ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string?>> Rows, bool Cut, int Affected, long Ms, ServerWords? Trouble)
{
    public static QueryAnswer Nothing { get; } = new([], [], false, -1, 0, null);

    public static QueryAnswer Refused(ServerWords trouble) => Nothing with { Trouble = trouble };
}

/// <summary>One real connection of one person, with the login JitBot gave. It listens while nothing runs, and so notices at once when it is cut.</summary>
internal sealed class QueryConsole(string person, int port, Signal news) : IAsyncDisposable
{
    private const int MostRows = 100;
    private const int LongestValue = 300;

    private static readonly ServerWords NotConnected = new(null, "This console is not connected.");

    private readonly SemaphoreSlim _turn = new(1);
    private NpgsqlConnection? _connection;
    private CancellationTokenSource _listening = new();
    private Task _listener = Task.CompletedTask;

    public string Person => person;

    public ConsoleState State { get; private set; } = new(person, "closed");

    public Task<QueryAnswer> ConnectAsync(Login login) => InTurnAsync(async () =>
    {
        await CloseAsync();
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Database = login.Database, Username = login.User, Password = login.Password,
            SslMode = SslMode.Disable, Pooling = false, Timeout = 5, CommandTimeout = 30, ApplicationName = "playground console",
        }.ConnectionString);
        try
        {
            await connection.OpenAsync();
        }
        catch (NpgsqlException refused)
        {
            await connection.DisposeAsync();
            Become(new(person, "closed", login.User, login.Database, Trouble: Words(refused)));
            return QueryAnswer.Refused(Words(refused));
        }

        _connection = connection;
        Become(new(person, "open", login.User, login.Database, connection.ProcessID));
        return QueryAnswer.Nothing;
    });

    public Task<QueryAnswer> RunAsync(string sql) => InTurnAsync(async () =>
    {
        if (_connection is null)
        {
            return QueryAnswer.Refused(State.Trouble ?? NotConnected);
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = true };
            await using var reader = await command.ExecuteReaderAsync();
            return await ReadAsync(command, reader) with { Ms = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds };
        }
        catch (NpgsqlException refused)
        {
            NoteIfCut(refused);
            return QueryAnswer.Refused(Words(refused));
        }
    });

    public Task<QueryAnswer> DisconnectAsync() => InTurnAsync(async () =>
    {
        await CloseAsync();
        Become(new(person, "closed"));
        return QueryAnswer.Nothing;
    });

    public async ValueTask DisposeAsync()
    {
        await InTurnAsync(async () =>
        {
            await CloseAsync();
            return QueryAnswer.Nothing;
        });
        _listening.Dispose();
        _turn.Dispose();
    }

    private async Task<QueryAnswer> InTurnAsync(Func<Task<QueryAnswer>> act)
    {
        await _turn.WaitAsync();
        try
        {
            await _listening.CancelAsync();
            await _listener;
            return await act();
        }
        finally
        {
            _listening.Dispose();
            _listening = new();
            _listener = _connection is null ? Task.CompletedTask : ListenAsync(_connection, _listening.Token);
            _turn.Release();
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await connection.WaitAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody wants to say something.
        }
        catch (NpgsqlException cut)
        {
            NoteIfCut(cut);
        }
    }

    private static async Task<QueryAnswer> ReadAsync(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string?>>();
        ImmutableArray<string> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        while (rows.Count < MostRows && await reader.ReadAsync())
        {
            rows.Add([.. columns.Select((_, i) => reader.IsDBNull(i) ? null : Shorten(reader.GetString(i)))]);
        }

        var more = rows.Count == MostRows && await reader.ReadAsync();
        if (more)
        {
            command.Cancel(); // the rest, however much it is, would be read and thrown away
        }

        return QueryAnswer.Nothing with { Columns = columns, Rows = rows.ToImmutable(), Cut = more, Affected = reader.RecordsAffected };
    }

    private static string Shorten(string value) => value.Length > LongestValue ? value[..LongestValue] + "…" : value;

    private void NoteIfCut(NpgsqlException problem)
    {
        if (_connection is { State: not System.Data.ConnectionState.Open })
        {
            _connection.Dispose();
            _connection = null;
            Become(State with { Is = "cut", Trouble = Words(problem) });
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private void Become(ConsoleState state)
    {
        State = state;
        news.Raise();
    }

    private static ServerWords Words(NpgsqlException problem) => problem is PostgresException said
        ? new(said.SqlState, $"{said.Severity}: {said.MessageText}")
        : new(null, problem.Message);
}
