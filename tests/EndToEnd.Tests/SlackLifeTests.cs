namespace JitBot.EndToEnd.Tests;

[Collection(nameof(JourneyFace.SlackHttp))]
public sealed class SlackHttpLifeTests(JourneyWorlds worlds) : LifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.SlackHttp;
}

public sealed class SlackSocketLifeTests(JourneyWorlds worlds) : LifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.SlackSocket;
}
