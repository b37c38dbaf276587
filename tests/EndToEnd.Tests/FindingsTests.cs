using System.Collections.Immutable;
using JitBot.Bot;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>Accounts with our marker that no request stands behind, from the message in the channel to the server without them.</summary>
[Collection(nameof(SweepTests))]
public sealed class FindingsTests(JourneyWorlds worlds)
{
    public static TheoryData<string> Chats => [nameof(JourneyFace.Teams), nameof(JourneyFace.SlackHttp)];

    // Rules 18, 21, 34
    [Theory]
    [MemberData(nameof(Chats))]
    public async Task What_nobody_asked_for_is_told_in_the_channel_decided_there_and_at_the_shell_and_then_all_is_in_order_again(string chat)
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server, face: chat == nameof(JourneyFace.Teams) ? JourneyFace.Teams : JourneyFace.SlackHttp);
        var lost = await MakeUnknownAsync(journey, server, 4);
        await using var session = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Database=hr_prod;Username={lost[0]};Password=known;Pooling=false");
        await session.OpenAsync(TestContext.Current.CancellationToken);

        var told = await SweptAsync(journey, "hr-prod is on hold", lost[0]);
        Assert.Equal(4L, await CountAsync(server, lost));

        await journey.Dana.CloseFindingAsync(told, "hr-prod", lost[0]);
        await journey.Dana.HearsAsync("Only owners decide about this");
        await journey.Rita.CloseFindingAsync(told, "hr-prod", lost[0]);
        await journey.Rita.HearsAsync("It is being closed");
        await MomentsLaterAsync(journey);
        await ReadsAsync(journey.Rita, $"{lost[0]} of sam was closed", "as Rita Holm decided, 1 session cut");
        Assert.Equal(0L, await CountAsync(server, [lost[0]]));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3L, await CountAsync(server, lost));

        Assert.Equal((0, ""), await OperatorAsync(journey, "residue", "close", "hr-prod", lost[1]));
        Assert.Equal((0, ""), await OperatorAsync(journey, "residue", "keep", "hr-prod", lost[2], "--until", "7d", "--because", "the auditors look at it"));
        await MomentsLaterAsync(journey);
        await ReadsAsync(journey.Rita, $"{lost[1]} of sam was closed", $"Kept: {lost[2]}", "(shell) decided: the auditors look at it");
        foreach (var target in new[] { "hr-prod", "hr-test" })
        {
            Assert.Equal((0, ""), await OperatorAsync(journey, "hold", "release", target, "--because", "the rest may go"));
        }

        await MomentsLaterAsync(journey);
        var done = await ReadsAsync(journey.Rita, "All in order again", $"{lost[3]} of sam was closed");
        Assert.DoesNotContain("Keep until", done.Lines, StringComparison.Ordinal);
        Assert.Equal(1L, await CountAsync(server, lost));
        Assert.Equal(2, journey.Rita.Channel.Count(card => card.Ever.Contains("on hold", StringComparison.Ordinal)));
        Assert.Contains(journey.Log.Lines, line => line.Contains($"{lost[0]} on hr-prod is to be closed by the word of rita", StringComparison.Ordinal));
        Assert.Contains(journey.Log.Lines, line => line.Contains($"{lost[2]} on hr-prod is to be kept by the word of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_shell_a_refusal_says_what_there_is()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        var lost = await MakeUnknownAsync(journey, server, 4);
        await SweptAsync(journey, "hr-prod is on hold");

        Assert.Equal((1, $"There is nothing called jit_x to decide about on hr-prod; there is {string.Join(", ", lost.Order(StringComparer.Ordinal))}. Nothing was changed."),
            await OperatorAsync(journey, "residue", "close", "hr-prod", "jit_x"));
        Assert.Equal((1, "There is no target hr-gone; there are hr-prod, hr-test. Nothing was changed."), await OperatorAsync(journey, "residue", "close", "hr-gone", lost[0]));
        Assert.Equal((1, "“soon” is not a time I can read. Write --until 2026-12-01, --until 2026-12-01T18:00Z or --until 7d. Nothing was changed."),
            await OperatorAsync(journey, "residue", "keep", "hr-prod", lost[0], "--until", "soon", "--because", "x"));
        Assert.Equal((1, "That time has passed, or is more than 90 days away, which is the most. Write --until 2026-12-01, --until 2026-12-01T18:00Z or --until 7d. Nothing was changed."),
            await OperatorAsync(journey, "residue", "keep", "hr-prod", lost[0], "--until", "2020-01-01", "--because", "x"));
        Assert.Equal((1, "Say why in plain words: --because \"the auditors look at it, CHG-7\". Nothing was changed."),
            await OperatorAsync(journey, "residue", "keep", "hr-prod", lost[0], "--until", "7d", "--because", " "));
    }

    /// <summary>
    /// By a superuser, as JitBot's own login would make them; all at one moment, because a sweep that comes upon the first of them puts it right.
    /// </summary>
    private static async Task<ImmutableArray<string>> MakeUnknownAsync(Journey journey, LocalPostgres server, int count)
    {
        var installation = await journey.World.Bot.GetRequiredService<Installation>().IdAsync(default);
        var requests = Enumerable.Range(0, count).Select(number => RequestId.From(new("test", "tenant", $"lost-{number}"))).ToArray();
        await AdminAsync(server, "set role jitbot; " + string.Concat(requests.Select(request => $$"""
            create role jit_sam_{{request}} login password 'known';
            comment on role jit_sam_{{request}} is 'jitbot {"v":1,"installation":"{{installation}}","request":"{{request}}","person":"sam","end":"2030-01-01T00:00:00Z","address":null}';
            grant connect on database hr_prod to jit_sam_{{request}};
            """)));
        return [.. requests.Select(request => $"jit_sam_{request}")];
    }

    /// <summary>The sweep follows what was said, and then the message says so.</summary>
    private static async Task MomentsLaterAsync(Journey journey)
    {
        for (var moment = 0; moment < 3; moment++)
        {
            await journey.PassAsync(TimeSpan.FromSeconds(5));
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<long> CountAsync(LocalPostgres server, ImmutableArray<string> names) =>
        (long)(await AdminAsync(server, $"select count(*) from pg_roles where rolname in ({string.Join(", ", names.Select(name => $"'{name}'"))})"))!;

    /// <summary>Sweeps come and go until the channel says this: one whose target was too busy to answer is made up for by the next.</summary>
    private static async Task<ChatCard> SweptAsync(Journey journey, params string[] words)
    {
        for (var sweep = 0; sweep < 5; sweep++)
        {
            await journey.PassAsync(ReconcileTargets.Interval);
            try
            {
                return await ReadsAsync(journey.Rita, TimeSpan.FromSeconds(10), words);
            }
            catch (TimeoutException)
            {
                // The next one, then.
            }
        }

        return await ReadsAsync(journey.Rita, words);
    }

    /// <summary>The newest message in the channel that says all of this.</summary>
    private static Task<ChatCard> ReadsAsync(ChatPerson person, params string[] words) => ReadsAsync(person, ChatPerson.Patience, words);

    private static Task<ChatCard> ReadsAsync(ChatPerson person, TimeSpan patience, params string[] words) =>
        person.WaitForAsync(() => person.Channel.LastOrDefault(card => words.All(word => card.Lines.Contains(word, StringComparison.Ordinal))), patience);

    private static async Task<(int Code, string Error)> OperatorAsync(Journey journey, params string[] arguments)
    {
        // Told that the store did not answer in time and nothing was changed, an operator asks again: this machine runs much at once.
        var (code, error) = (ExitCodes.StoreDown, "");
        for (var attempt = 0; attempt < 5 && code == ExitCodes.StoreDown; attempt++)
        {
            (code, _, error) = await OperatorCommand.RunAsync(journey, target: null, arguments);
        }

        return (code, error);
    }

    private static async Task<object?> AdminAsync(LocalPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
