using System.CommandLine;

namespace JitBot.Bot.Configuration;

/// <summary>Where every command has its configuration from. Later sources win: file, environment, secrets folder.</summary>
internal sealed class ConfigurationSources
{
    private readonly Option<FileInfo?> _file = new("--config", "-c") { Description = "A JSON file with the configuration; appsettings.sample.json shows every key." };
    private readonly Option<DirectoryInfo?> _secrets = new("--secrets") { Description = "A folder with a file for each secret, named by its key with __ for each colon." };

    public ConfigurationSources(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_secrets);
    }

    public void AddTo(WebApplicationBuilder builder, ParseResult parsed)
    {
        if (parsed.GetValue(_file) is { } file)
        {
            builder.Configuration.AddJsonFile(file.FullName, optional: false);
        }

        builder.Configuration.AddEnvironmentVariables();
        if (parsed.GetValue(_secrets) is { } secrets)
        {
            builder.Configuration.AddKeyPerFile(secrets.FullName, optional: false);
        }
    }
}
