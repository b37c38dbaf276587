namespace JitBot.EndToEnd.Tests;

/// <summary>Whoever asks is in one chat, those who decide are in the other.</summary>
public abstract class MixedLifeJourneys(JourneyWorlds worlds) : LifeJourneys(worlds);

public sealed class MixedSlackToTeamsLifeTests(JourneyWorlds worlds) : MixedLifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.FromSlackToTeams;
}

public sealed class MixedTeamsToSlackLifeTests(JourneyWorlds worlds) : MixedLifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.FromTeamsToSlack;
}
