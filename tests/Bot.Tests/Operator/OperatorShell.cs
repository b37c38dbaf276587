using System.CommandLine;
using JitBot.Bot.Storage;
using JitBot.Bot.Tests.Storage;
using JitBot.Bot.Webhooks;
using JitBot.Core.Audit;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitBot.Bot.Tests.Operator;

/// <summary>
/// A shell whose output goes to a file, on a machine with the sample's configuration and a store of its own. Its one destination of webhooks is <c>ticketing</c>.
/// </summary>
internal sealed class OperatorShell : IAsyncDisposable
{
    private readonly StoreDatabase _store;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jitbot-shell-");

    private OperatorShell(StoreDatabase store) => _store = store;

    public PostgresKeyedStore Keyed => new(_store.Database);

    public PostgresAccessStore Requests => new(_store.Database, new RecordedLog().CreateLogger<PostgresAccessStore>());

    public static async Task<OperatorShell> StartAsync(PostgresFixture postgres)
    {
        var shell = new OperatorShell(await StoreDatabase.CreateAsync(postgres, PostgresFixture.Newest));
        shell.Configure("JitBot:Store:Connection", new NpgsqlConnectionStringBuilder(shell._store.ConnectionString) { Password = null }.ConnectionString);
        shell.Configure("JitBot:Store:Password", new NpgsqlConnectionStringBuilder(shell._store.ConnectionString).Password ?? "none");
        shell.Configure("JitBot:PolicyFile", Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"));
        shell.Configure("JitBot:Audit:SigningKey", AuditKey.NewPem());
        foreach (var key in (string[])["JitBot:Teams:ClientSecret", "JitBot:Slack:SigningSecret", "JitBot:Targets:hr-prod:Password"])
        {
            shell.Configure(key, "a secret");
        }

        shell.Configure("JitBot:Slack:BotToken", "xoxb-a-secret");
        shell.Configure("JitBot:Bytebase:ServiceKey", "bbs_secret");
        foreach (var source in (string[])["In:deploys", "In:desk", "In:alerts", "In:pagerduty", "Out:ticketing"])
        {
            shell.Configure($"JitBot:Webhooks:{source}:Secrets:0", StandardWebhook.NewSecret().Reveal());
        }

        return shell;
    }

    public void Configure(string key, string value) => File.WriteAllText(At($"{key.Replace(":", "__", StringComparison.Ordinal)}"), value);

    /// <summary>The path of a file that is deleted with the shell.</summary>
    public string At(string name) => Path.Combine(_folder.FullName, name);

    public Task DropStoreAsync() => _store.DropAsync();

    /// <param name="arguments">As they are typed after <c>jitbot</c>.</param>
    public async Task<Said> RunAsync(Command command, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] configuration = ["--config", Path.Combine(PostgresBinaries.RepositoryFolder, "appsettings.sample.json"), "--secrets", _folder.FullName];
        var code = await new RootCommand { command }.Parse([.. arguments, .. configuration]).InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new(code, Trimmed(output), Trimmed(error));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Trimmed(StringWriter text) => string.Join('\n', text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd())).Trim('\n');
}
