namespace JitBot.Bot;

/// <summary>What a command ends with; those above 1 are of sysexits.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>There is something to look at, or the command found nothing to do.</summary>
    public const int LookAtIt = 1;

    /// <summary>EX_UNAVAILABLE: the store does not answer.</summary>
    public const int StoreDown = 69;

    /// <summary>EX_CONFIG: the configuration cannot be used.</summary>
    public const int BadConfiguration = 78;
}
