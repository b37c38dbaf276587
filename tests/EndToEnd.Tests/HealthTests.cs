using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests;

[Collection(nameof(JourneyFace.Teams))]
public sealed class HealthTests(JourneyWorlds worlds)
{
    [Fact]
    public async Task What_is_wrong_with_which_part_is_said_on_this_machine_only()
    {
        var journey = await worlds.OnAsync(PostgresFixture.Newest);
        using var http = new HttpClient { BaseAddress = new(journey.World.BotAddress) };

        var here = await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var elsewhere = await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("\"targets\"", here, StringComparison.Ordinal);
        Assert.Equal("""{"status":"Healthy","checks":null}""", elsewhere);
    }
}
