using JitBot.Connectors.PostgreSql;
using JitBot.Core.Grants;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>One account, from its issue to its end, and what its holder and others do meanwhile.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly Dictionary<Who, NpgsqlConnection> _sessions = [];
    private readonly List<NpgsqlConnection> _opened = [];
    private readonly List<Task> _begun = [];
    private readonly Attacked _attacked;
    private readonly Holding _by;
    private readonly AccessLevel _level;
    private Account? _other;
    private bool _isOver;

    private Scene(Attacked attacked, Holding by, AccessLevel level) => (_attacked, _by, _level) = (attacked, by, level);

    public PostgresWorld World => _attacked.World;
    public Account Account { get; private set; } = null!;
    public Secret Password { get; private set; } = null!;
    public Secret PreviousPassword { get; private set; } = null!;

    /// <summary>What the last statement showed.</summary>
    public string? Seen { get; set; }

    /// <summary>The notifications that came, by who received them.</summary>
    public HashSet<(Who Who, string Text)> Heard { get; } = [];

    /// <summary>Goes on with what was begun to be read.</summary>
    public Func<Task> ReadOn { get; set; } = () => Task.CompletedTask;

    /// <summary>What was begun and not waited for.</summary>
    public Task Begun => Task.WhenAll(_begun);

    public static async Task<Scene> BeginAsync(Attacked attacked, Holding by, AccessLevel level)
    {
        var scene = new Scene(attacked, by, level);
        scene.Account = await attacked.World.HaveAsync(scene.Order("dana", Town.Granted));
        await scene.RevealAsync();
        return scene;
    }

    public async Task RevealAsync()
    {
        if (Account.Own is not null)
        {
            Password = new(Town.OwnPassword);
            return;
        }

        var shown = Secret.NewPassword();
        Assert.IsType<OpenResult.Opened>(await World.Connector.OpenAsync(World.Target, Account, shown, CancellationToken.None));
        (PreviousPassword, Password) = (Password, shown);
    }

    public async Task IssueAgainAsync()
    {
        Account = await World.HaveAsync(Order("dana", Town.Granted));
        _isOver = false;
        Assert.IsType<OpenResult.Opened>(await World.Connector.OpenAsync(World.Target, Account, Secret.NewPassword(), CancellationToken.None));
    }

    public AccountOrder Order(string person, string[] tables) => Town.Order(World, _by, _level, person, tables);

    /// <summary>Plays the steps to the last, or to the first that is refused.</summary>
    /// <returns>The SQLSTATE with which a step was refused, null if none was, and whether there were more to come.</returns>
    public async Task<(string? State, bool AtOnce)> PlayAsync(IReadOnlyList<Step> steps)
    {
        for (var at = 0; at < steps.Count; at++)
        {
            if (await PlayAsync(steps[at]) is { } state)
            {
                return (state, at < steps.Count - 1);
            }
        }

        return (null, false);
    }

    public async Task SayAsync(Who who, string sql) => Seen = await (await SessionAsync(who)).RunAsync(await FillAsync(sql)) is { Length: > 0 } shown ? shown : null;

    /// <summary>As a superuser, in a session that is there already.</summary>
    public Task<string?> AskAsync(string sql) => _attacked.AskAsync(sql);

    /// <summary>Something is going on and is not waited for.</summary>
    public void Begin(Task going) => _begun.Add(going);

    /// <summary>Asks whether a condition holds.</summary>
    public async Task<bool> HoldsAsync(string condition) => await AskAsync($"SELECT ({await FillAsync(condition)})::text") == "true";

    /// <summary>What the holder connects with.</summary>
    public NpgsqlConnectionStringBuilder Settings(Secret password) => new(World.Server.ConnectionString(World.Database))
    {
        Username = Account.Own?.Name ?? Account.Name, Password = password.Reveal(), Pooling = false,
    };

    /// <returns>One more session; it ends with the scene.</returns>
    public Task<NpgsqlConnection> LogInAsync(Secret password, string? options = null, string? under = null, int? port = null)
    {
        var settings = Settings(password);
        settings.Options = options;
        settings.Username = under ?? settings.Username;
        settings.Port = port ?? settings.Port;
        return OpenAsync(settings);
    }

    /// <summary>Logs in and shows as whom.</summary>
    public async Task ShowLoginAsync(Secret password, string? options = null, string? under = null) =>
        Seen = await (await LogInAsync(password, options, under)).RunAsync("SELECT current_user");

    /// <summary>Ends the account as the end of its grant does, and looks whether anything is left of it.</summary>
    public async Task EndAsync()
    {
        if (!_isOver)
        {
            await World.EndedAsync(Account);
            _isOver = true;
        }

        Assert.Null(await AskAsync($"SELECT rolname FROM pg_roles WHERE oid = {Account.ServerId} OR rolname = '{Account.Name}'"));
        Assert.Null(await AskAsync($"SELECT pid FROM pg_stat_get_activity(NULL) WHERE usesysid = {Account.ServerId}"));
        Assert.Null(await AskAsync($"SELECT gid FROM pg_prepared_xact() WHERE ownerid = {Account.ServerId}"));
    }

    /// <summary>What owners are told at the end of a grant is different, one line each.</summary>
    public async Task<IReadOnlyCollection<string>> ToldAsync() =>
        Assert.IsType<CompareResult.Compared>(await World.Connector.CompareAsync(World.Target, Account, CancellationToken.None)).Changes;

    /// <summary>Somebody runs the statements that owners are told.</summary>
    public async Task UndoAsToldAsync()
    {
        foreach (var line in await ToldAsync())
        {
            await World.AdminAsync(line.Split(": ", 2)[1]);
        }
    }

    /// <summary>Everybody but the holder has gone home.</summary>
    public async Task EndOthersAsync()
    {
        if (_other is { } other)
        {
            _other = null;
            await World.EndedAsync(other);
        }
    }

    /// <summary>Fills in the names and numbers of this scene.</summary>
    public Task<string> FillAsync(string sql) => Tokens.FillAsync(this, sql);

    public async ValueTask DisposeAsync()
    {
        // The end has cut what was begun, and it is noticed in a moment; a session that is closed meanwhile would trip over its reader.
        await Task.WhenAny(Begun, Task.Delay(TimeSpan.FromSeconds(5)));
        foreach (var session in _opened)
        {
            await session.DisposeAsync();
        }

        await Begun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Somebody else's account for the same, made when it is first spoken of.</summary>
    public async Task<Account> OtherAsync() => _other ??= await World.HaveAsync(Town.Order(World, _by is Holding.Owner ? Holding.Scope : _by, _level is AccessLevel.Ddl ? AccessLevel.Read : _level, "erin", Town.Granted));

    public async Task<NpgsqlConnection> SessionAsync(Who who)
    {
        if (!_sessions.TryGetValue(who, out var session))
        {
            _sessions[who] = session = who switch
            {
                Who.Holder or Who.HolderAgain => await LogInAsync(Password),
                Who.HolderBeside => await OpenAsync(new(Settings(Password).ConnectionString) { Password = Password.Reveal(), Database = Town.Beside(World) }),
                Who.Other => await LogInAsOtherAsync(),
                _ => await OpenAsync(new(World.Server.ConnectionString(World.Database)) { Username = "hr_app", Password = Town.ApplicationsPassword }),
            };
            session.Notification += (_, notification) => Heard.Add((who, notification.Payload));
        }

        return session;
    }

    private async Task<string?> PlayAsync(Step step)
    {
        try
        {
            await step.PlayAsync(this);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
        catch (NpgsqlException broken) when (broken.InnerException is IOException)
        {
            return Refused.SessionCut; // the server's last word did not get through before the connection broke
        }
    }

    private async Task<NpgsqlConnection> LogInAsOtherAsync()
    {
        var shown = Secret.NewPassword();
        var other = await OtherAsync();
        Assert.IsType<OpenResult.Opened>(await World.Connector.OpenAsync(World.Target, other, shown, CancellationToken.None));
        return await LogInAsync(shown, under: other.Name);
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder settings)
    {
        settings.Pooling = false;
        var session = new NpgsqlConnection(settings.ConnectionString);
        _opened.Add(session);
        await session.OpenAsync();
        return session;
    }
}
