using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>What the configuration says of the targets and how they are reached: no store and no chat.</summary>
internal sealed record DoctorOptions(ImmutableArray<Target> Targets, ImmutableArray<Person> People)
{
    /// <exception cref="ConfigurationException">There are problems with what is read; it lists them all.</exception>
    public static DoctorOptions Read(IConfiguration configuration)
    {
        var settings = Settings.Root(configuration, JitOptions.SectionName);
        var organisation = Organisation.ReadAlone(settings, connects: true);
        return settings.Problems.Count == 0 ? new(organisation.Targets, organisation.People) : throw new ConfigurationException(settings.Problems);
    }

    /// <summary>The logins that people have on a target anyway.</summary>
    public ImmutableArray<string> LoginsOn(Target target) =>
        [.. People.Select(person => person.Logins.GetValueOrDefault(target.Id)).OfType<string>().Distinct(StringComparer.Ordinal)];
}
