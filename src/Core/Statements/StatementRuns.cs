using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

/// <summary>The runs on record, each a document of its own: a request's document would grow with every one of them. Kept as long as requests are.</summary>
public sealed class StatementRuns(IKeyedStore store, TimeProvider time)
{
    private const int Most = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Before it begins.</summary>
    /// <returns>What <see cref="EndAsync"/> is to be given.</returns>
    /// <exception cref="StoreDownException">It is not on record, and must not begin.</exception>
    public async Task<long> BeginAsync(StatementRun run, CancellationToken ct) =>
        await PutAsync(run, 0, ct) ?? throw new StoreDownException($"Run {run.Id} of {run.Request} is on record already.");

    /// <summary>Once it is over. Never cancelled.</summary>
    public Task EndAsync(StatementRun run, long version) => PutAsync(run, version, CancellationToken.None);

    /// <summary>The newest of a request's runs. Each has its text with it, so no more than twenty are read.</summary>
    public async Task<RunsOnRecord> ListAsync(RequestId request, CancellationToken ct)
    {
        var (last, total) = await store.ListLastAsync(Kind(request), Most, time.Now(), ct);
        return new([.. last.Reverse().Select(document => JsonSerializer.Deserialize<StatementRun>(document.Json, Json)!)], total);
    }

    private Task<long?> PutAsync(StatementRun run, long version, CancellationToken ct) =>
        store.TryPutAsync(new(Kind(run.Request), run.Id, version, JsonSerializer.Serialize(run, Json), run.At + RequestLifecycle.Retention), time.Now(), ct);

    private static string Kind(RequestId request) => $"run.{request}";
}

/// <param name="Newest">In the order in which they began.</param>
/// <param name="Total">With those that are older.</param>
public sealed record RunsOnRecord(ImmutableArray<StatementRun> Newest, int Total)
{
    public static readonly RunsOnRecord None = new([], 0);
}
