using System.CommandLine;
using System.Net;
using JitBot.Bot.Configuration;

namespace JitBot.Bot;

/// <summary><c>jitbot serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:3978" };
        var command = new Command("serve", "Run the service.") { urls };
        var sources = new ConfigurationSources(command);
        command.SetAction((parsed, ct) => RunAsync(builder => sources.AddTo(builder, parsed), parsed.GetValue(urls)!, ct));
        return command;
    }

    private static async Task<int> RunAsync(Action<WebApplicationBuilder> addSources, string urls, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        try
        {
            addSources(builder);
            await using var app = builder.BuildJitBot();
            CheckUrls(urls, app.Services.GetRequiredService<JitOptions>());
            await app.RunAsync(ct);
            return ExitCodes.Done;
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return ExitCodes.BadConfiguration;
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
}
