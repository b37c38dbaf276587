namespace JitBot.EndToEnd.Tests;

[Collection(nameof(JourneyFace.Teams))]
public sealed class TeamsLifeTests(JourneyWorlds worlds) : LifeJourneys(worlds)
{
    public static new IEnumerable<object[]> Versions => JourneyWorlds.Versions;

    private protected override JourneyFace Face => JourneyFace.Teams;
}
