using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using Npgsql;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>From the press on <em>Show credentials</em> to a session that was opened with them.</summary>
internal static class RevealBenchmark
{
    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await world.Bare.ExecuteAsync("create role bench_login nologin; grant connect on database hr_prod to bench_login", ct);
        var request = await world.SubmitAsync(TimeSpan.FromHours(1));
        await world.ApproveAsync(request);
        await world.RunAccessAsync();
        var reveal = world.Get<RevealSecret>();
        var holder = world.Directory.People[request.Requester.Value];
        return
        [
            await OfAsync("Show credentials pressed → logged in", runs, 1.5,
                round => TimeAsync(async () =>
                {
                    var password = Secret.NewPassword();
                    await world.Bare.ExecuteAsync($"alter role bench_login login password '{password.Reveal()}'", ct);
                    await LogInAsync(world, "bench_login", password, ct);
                }),
                async round =>
                {
                    // One grant's credentials can be shown a bounded number of times.
                    if (round % RevealSecret.MostTimes == RevealSecret.MostTimes - 1)
                    {
                        request = await world.SubmitAsync(TimeSpan.FromHours(1));
                        holder = world.Directory.People[request.Requester.Value];
                        await world.ApproveAsync(request);
                        await world.RunAccessAsync();
                    }

                    return await TimeAsync(() => ShowAndLogInAsync(world, reveal, request.Id, holder, ct));
                }),
        ];
    }

    private static async Task ShowAndLogInAsync(BenchWorld world, RevealSecret reveal, RequestId id, Person holder, CancellationToken ct)
    {
        var shown = await reveal.HandleAsync(id, holder, null, ct) as RevealOutcome.Revealed
            ?? throw new InvalidOperationException("Nothing was shown.");
        await LogInAsync(world, shown.Credentials.User, shown.Credentials.Password, ct);
    }

    private static async Task LogInAsync(BenchWorld world, string user, Secret password, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={world.Target.Advertised.Port};Database=hr_prod;Username={user};Password={password.Reveal()};Pooling=false");
        await connection.OpenAsync(ct);
    }
}
