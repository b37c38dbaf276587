using System.Collections.Immutable;
using JitBot.Core.Audit;

namespace JitBot.Bot.Configuration;

/// <summary>How the record is kept.</summary>
/// <param name="Key">Signs the chain's heads.</param>
/// <param name="KeepFor">How long after it was sealed an entry is kept at least.</param>
/// <param name="Channels">Where a signed head is told of once a day, by platform; none if nobody is told.</param>
internal sealed record AuditOptions(AuditKey Key, TimeSpan KeepFor, ImmutableDictionary<string, string> Channels);

internal static class AuditSettings
{
    private const string KeyExample = "the file JitBot__Audit__SigningKey in the secrets folder, made by: jitbot audit new-key";

    private static readonly TimeSpan SevenYears = TimeSpan.FromDays(2557);

    public static AuditOptions Read(Settings settings)
    {
        var key = settings.Text("SigningKey", KeyExample);
        return new(
            key.Length == 0 ? Nothing : AuditKey.Read(key) ?? Refuse(),
            settings.OptionalDuration("KeepFor", TimeSpan.FromDays(36_500)) ?? SevenYears,
            settings.Has("Channels") ? TargetSettings.ReadChannels(settings) : ImmutableDictionary<string, string>.Empty);

        AuditKey Refuse()
        {
            settings.Problem("SigningKey", "is not a private key on P-256 as PEM", KeyExample);
            return Nothing;
        }
    }

    /// <summary>Stands in for a key that is missing, until that is said.</summary>
    private static AuditKey Nothing => AuditKey.Read(AuditKey.NewPem())!;
}
