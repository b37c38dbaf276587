using System.CommandLine;
using System.Net;
using JitBot.Bot.Configuration;

namespace JitBot.Bot;

/// <summary><c>jitbot serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>The exit code of a configuration that cannot be used (EX_CONFIG of sysexits).</summary>
    private const int BadConfiguration = 78;

    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config", "-c") { Description = "A JSON file with the configuration; appsettings.sample.json shows every key." };
        var secrets = new Option<DirectoryInfo?>("--secrets") { Description = "A folder with a file for each secret, named by its key with __ for each colon." };
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:3978" };
        var command = new Command("serve", "Run the service.") { config, secrets, urls };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(config), parsed.GetValue(secrets), parsed.GetValue(urls)!, ct));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, DirectoryInfo? secrets, string urls, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        try
        {
            AddSources(builder, config, secrets);
            await using var app = builder.BuildJitBot();
            CheckUrls(urls, app.Services.GetRequiredService<JitOptions>());
            await app.RunAsync(ct);
            return 0;
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return BadConfiguration;
        }
    }

    /// <summary>Answers carry passwords on their way to the requester: plain http stays on this machine, or behind a proxy with TLS (rule 10).</summary>
    /// <exception cref="ConfigurationException">An address would be reachable without TLS.</exception>
    internal static void CheckUrls(string urls, JitOptions options)
    {
        var open = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(url => BindingAddress.Parse(url) is { Scheme: not "https", Host: var host } && !IsLoopback(host))
            .ToArray();
        if (open.Length > 0 && !options.BehindTlsProxy)
        {
            throw new ConfigurationException(
                [new("--urls", $"has {string.Join(" and ", open)}, where credentials would travel without TLS", "\"BehindTlsProxy\": true, if a proxy in front terminates TLS")]);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Later sources win: file, environment, secrets folder.</summary>
    private static void AddSources(WebApplicationBuilder builder, FileInfo? config, DirectoryInfo? secrets)
    {
        if (config is not null)
        {
            builder.Configuration.AddJsonFile(config.FullName, optional: false);
        }

        builder.Configuration.AddEnvironmentVariables();
        if (secrets is not null)
        {
            builder.Configuration.AddKeyPerFile(secrets.FullName, optional: false);
        }
    }
}
