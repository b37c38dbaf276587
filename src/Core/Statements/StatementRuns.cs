using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

/// <summary>The runs on record, each a document of its own: a request's document would grow with every one of them. Kept as long as requests are.</summary>
public sealed class StatementRuns(IKeyedStore store, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Before it begins.</summary>
    /// <returns>What <see cref="EndAsync"/> is to be given.</returns>
    /// <exception cref="StoreDownException">It is not on record, and must not begin.</exception>
    public async Task<long> BeginAsync(StatementRun run, CancellationToken ct) =>
        await PutAsync(run, 0, ct) ?? throw new StoreDownException($"Run {run.Id} of {run.Request} is on record already.");

    /// <summary>Once it is over. Never cancelled.</summary>
    public Task EndAsync(StatementRun run, long version) => PutAsync(run, version, CancellationToken.None);

    /// <returns>Oldest first.</returns>
    public async Task<IReadOnlyList<StatementRun>> ListAsync(RequestId request, CancellationToken ct) =>
    [
        .. (await store.ListAsync(Kind(request), time.Now(), ct)).Select(document => JsonSerializer.Deserialize<StatementRun>(document.Json, Json)!).OrderBy(run => run.At),
    ];

    private Task<long?> PutAsync(StatementRun run, long version, CancellationToken ct) =>
        store.TryPutAsync(new(Kind(run.Request), run.Id, version, JsonSerializer.Serialize(run, Json), run.At + RequestLifecycle.Retention), time.Now(), ct);

    private static string Kind(RequestId request) => $"run.{request}";
}
