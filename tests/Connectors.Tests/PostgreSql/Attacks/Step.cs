namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>One thing that is done in an attack. A text alone is a statement in the holder's session.</summary>
internal sealed record Step(Func<Scene, Task> PlayAsync)
{
    /// <summary>The grant is ended by JitBot, and the account is gone.</summary>
    public static readonly Step Ended = new(scene => scene.EndAsync());

    /// <summary>The holder presses <em>Show credentials</em> once more; the password from before is remembered.</summary>
    public static readonly Step Revealed = new(scene => scene.RevealAsync());

    /// <summary>The holder opens one more session with the password that counted before the last was shown.</summary>
    public static readonly Step LogsInWithPreviousPassword = new(scene => scene.ShowLoginAsync(scene.PreviousPassword));

    /// <summary>The holder opens one more session with the password that was shown last.</summary>
    public static readonly Step LogsIn = new(scene => scene.ShowLoginAsync(scene.Password));

    /// <summary>At the end of the grant owners are told of it.</summary>
    public static Step Told(string line) => new(async scene =>
    {
        var expected = await scene.FillAsync(line);
        Assert.Contains(await scene.ToldAsync(), told => told.StartsWith(expected, StringComparison.Ordinal));
    });

    /// <summary>In a second session of the same account.</summary>
    public static Step Also(string sql) => new(scene => scene.SayAsync(Who.HolderAgain, sql));

    /// <summary>In the session of somebody else, who has a grant for the same.</summary>
    public static Step Other(string sql) => new(scene => scene.SayAsync(Who.Other, sql));

    /// <summary>In the session of an application's own login, which may read and write all of the schema public.</summary>
    public static Step Application(string sql) => new(scene => scene.SayAsync(Who.Application, sql));

    /// <summary>In a session of the holder's in the database beside it.</summary>
    public static Step Beside(string sql) => new(scene => scene.SayAsync(Who.HolderBeside, sql));

    /// <summary>By a superuser: something that is so on this server.</summary>
    public static Step Given(string sql) => new(async scene => await scene.World.AdminAsync(await scene.FillAsync(sql)));

    /// <summary>Begun in the holder's session and not waited for.</summary>
    public static Step Begins(string sql) => new(async scene =>
    {
        var session = await scene.SessionAsync(Who.Holder);
        scene.Begin(session.RunAsync(await scene.FillAsync(sql)));
    });

    /// <summary>The holder logs in with settings for the new session.</summary>
    public static Step LogsInWith(string options) => new(async scene => await scene.ShowLoginAsync(scene.Password, options: await scene.FillAsync(options)));

    /// <summary>The holder logs in with a password of their own making.</summary>
    public static Step LogsInAs(string password) => new(scene => scene.ShowLoginAsync(new(password)));

    /// <summary>The holder logs in under another name.</summary>
    public static Step LogsInUnder(string name, string password) => new(async scene => await scene.ShowLoginAsync(new(password), under: await scene.FillAsync(name)));

    public static implicit operator Step(string sql) => new(scene => scene.SayAsync(Who.Holder, sql));
}

/// <summary>Whose session something is said in.</summary>
internal enum Who
{
    Holder,
    HolderAgain,
    HolderBeside,
    Other,
    Application,
}
