namespace JitBot.Bot.Configuration;

/// <summary>What the configuration says that a policy can be judged with: no secret, no store, no chat, and nothing of how targets are reached.</summary>
/// <param name="PolicyFile">The path of the file that the policy is in; null if none is named.</param>
internal sealed record PolicyOptions(Organisation Organisation, string? PolicyFile)
{
    /// <exception cref="ConfigurationException">There are problems with what is read; it lists them all.</exception>
    public static PolicyOptions Read(IConfiguration configuration)
    {
        var settings = Settings.Root(configuration, JitOptions.SectionName);
        var options = new PolicyOptions(Organisation.ReadAlone(settings, connects: false), settings.OptionalText("PolicyFile"));
        return settings.Problems.Count == 0 ? options : throw new ConfigurationException(settings.Problems);
    }
}
