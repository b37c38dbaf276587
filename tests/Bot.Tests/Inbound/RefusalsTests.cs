using System.Net;
using JitBot.Bot.Inbound;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Inbound;

/// <summary>Rule 40: counted for each source and minute, not one entry each.</summary>
public sealed class RefusalsTests
{
    private static readonly IPAddress Source = IPAddress.Parse("192.0.2.7");

    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public void Whoever_knocks_in_a_loop_writes_two_lines_a_minute()
    {
        using var refusals = new Refusals(_time, _log.CreateLogger<Refusals>());
        for (var i = 0; i < 1_000; i++)
        {
            refusals.Count("teams", Source, "no token");
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        refusals.Count("teams", IPAddress.Loopback, "no token");

        Assert.Equal(
            [$"Turned a message for teams from {Source} away: no token", $"Turned 1000 messages from {Source} away within a minute", "Turned a message for teams from 127.0.0.1 away: no token"],
            _log.Lines.Select(line => line.Message));
    }

    [Fact]
    public void A_thousand_sources_and_more_are_still_a_bounded_number_of_lines()
    {
        using var refusals = new Refusals(_time, _log.CreateLogger<Refusals>());
        for (var i = 0; i < 5_000; i++)
        {
            refusals.Count("teams", new IPAddress(i), "no token");
        }

        Assert.InRange(_log.Lines.Count, 1_000, 1_002);
    }
}
