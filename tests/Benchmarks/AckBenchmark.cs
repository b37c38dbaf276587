using System.Collections.Concurrent;
using JitBot.Playground.FakeSlack;

namespace JitBot.Benchmarks;

/// <summary>
/// <c>/jit</c> typed two hundred times a second for a minute by 401 people, into a service as it ships, while Slack takes one message a
/// second for each channel: how soon each is acknowledged, and that none is lost. What is typed is a mix, of which one in twenty is a whole request.
/// </summary>
internal static class AckBenchmark
{
    private const double BoundMs = 250;
    private const int PerSecond = 200;
    // No multiple of the mix's twenty: everybody asks for something in time, and nobody for too much.
    private const int People = 401;
    private const int Targets = 10;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="runs">It is one minute, however many.</param>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await using var slack = await SlackTwin.StartAsync();
        slack.PacesPosts = true;
        SlackChannel[] channels = [.. Enumerable.Range(0, Targets).Select(number => slack.AddChannel($"dba-{number}"))];
        SlackPerson[] people = [.. Enumerable.Range(0, People).Select(number => slack.AddPerson($"person {number}", $"p{number}@example.com"))];
        using var service = ServiceProcess.Start(world, Configuration(world, slack, channels, people));
        await service.ReadyAsync(ct);
        slack.Line.Bot = new($"{service.Address}/slack");

        // Everybody once: compiles code, opens connections, and is looked up.
        foreach (var person in people)
        {
            await person.CommandAsync("mine");
        }

        var heard = await TypeAsync(people, ct);
        var failed = heard.Where(each => each.Error is not null).Select(each => each.Error!).ToArray();
        var asked = (int)(PerSecond * Length.TotalSeconds / 20);
        await AnsweredAsync(slack, channels, people, asked);
        return failed.Length == 0
            ?
            [
                Comparison.Within($"/jit acknowledged at {PerSecond} a second, p99", BoundMs, Comparison.Quantile(heard.Select(each => each.Took.TotalMilliseconds), 0.99)),
                new($"the same, median", BoundMs, Comparison.Quantile(heard.Select(each => each.Took.TotalMilliseconds), 0.5), null),
            ]
            : throw new InvalidOperationException($"{failed.Length} of {heard.Count} were not acknowledged: {string.Join(", ", failed.Distinct())}.");
    }

    /// <summary>Every request has its card in the channel and with the one who asked.</summary>
    private static async Task AnsweredAsync(SlackTwin slack, SlackChannel[] channels, SlackPerson[] people, int asked)
    {
        (int Channels, int People) Posted() => (channels.Sum(channel => channel.FromBot.Count()), people.Sum(person => person.Dm.FromBot.Count()));
        try
        {
            await slack.WaitForAsync(() => Posted() is var (there, here) && there >= asked && here >= asked ? slack : null, Patience);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"Of {asked} requests, {Posted().Channels} have a card in their channel and {Posted().People} with the one who asked.", late);
        }
    }

    /// <summary>At their times, whether or not those before have been answered.</summary>
    private static async Task<IReadOnlyCollection<SlackHeard>> TypeAsync(SlackPerson[] people, CancellationToken ct)
    {
        var heard = new ConcurrentBag<SlackHeard>();
        var typed = new List<Task>();
        using var second = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var all = (int)(PerSecond * Length.TotalSeconds);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (typed.Count < all && await second.WaitForNextTickAsync(ct))
        {
            var due = Math.Min(all, (int)(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds * PerSecond));
            while (typed.Count < due)
            {
                typed.Add(OneAsync(people[typed.Count % people.Length], typed.Count));
            }
        }

        await Task.WhenAll(typed);
        return heard;

        async Task OneAsync(SlackPerson person, int number) => heard.Add(await person.CommandAsync(Line(number)));
    }

    private static string Line(int number) => (number % 20) switch
    {
        0 => $"request hr-{number / 20 % Targets} read employee for 1h because INC-{number}",
        1 or 2 or 3 => $"request hr-{number % Targets} read",
        4 or 5 or 6 or 7 => $"who hr-{number % Targets}",
        8 or 9 or 10 => "help",
        _ => "mine",
    };

    private static IEnumerable<KeyValuePair<string, string>> Configuration(BenchWorld world, SlackTwin slack, SlackChannel[] channels, SlackPerson[] people) =>
    [
        new("Slack__BotToken", slack.BotToken),
        new("Slack__SigningSecret", slack.SigningSecret),
        new("Slack__Workspaces__0", slack.TeamId),
        new("Slack__ApiBase", slack.ApiBase.ToString()),
        new("People__omar__Slack__TeamId", slack.TeamId),
        new("People__omar__Slack__UserId", "U0OMAR"),
        .. people.SelectMany((person, number) => new KeyValuePair<string, string>[]
        {
            new($"People__p{number}__Name", person.Name),
            new($"People__p{number}__Email", person.Email!),
            new($"People__p{number}__Slack__TeamId", slack.TeamId),
            new($"People__p{number}__Slack__UserId", person.Id),
        }),
        .. channels.SelectMany((channel, number) => ServiceProcess.Target(world, $"hr-{number}", "slack", channel.Id)),
    ];
}
