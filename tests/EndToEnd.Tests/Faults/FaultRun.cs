using System.Globalization;
using System.Security.Cryptography;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>What of the fault matrix is run: a sample by seed, or with <c>./test --full</c> all of it.</summary>
internal static class FaultRun
{
    public const string SeedVariable = "JITBOT_FAULT_SEED";

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("JITBOT_FULL") == "1";

    public static int Seed { get; } = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>A grant whose end is waited for; a full run keeps the machine so busy that showing its credentials takes a while.</summary>
    public static TimeSpan ShortGrant { get; } = TimeSpan.FromSeconds(IsFull ? 60 : 40);

    /// <summary><see cref="ShortGrant"/> as people type it.</summary>
    public static string ShortGrantTyped => $"{(int)ShortGrant.TotalSeconds}s";

    /// <summary>A choice that the seed decides, whatever else is chosen.</summary>
    public static Random Chance(string what) => new(HashCode(what));

    /// <summary>What takes its time is left to the full run.</summary>
    public static void OnlyInFull() => Assert.SkipUnless(IsFull, "Takes its time: part of ./test --full.");

    // Of a string, the framework's own is another in every process.
    private static int HashCode(string what) => what.Aggregate(Seed, (hash, sign) => unchecked((hash * 31) + sign));
}
