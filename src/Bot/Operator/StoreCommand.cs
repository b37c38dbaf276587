using System.CommandLine;
using JitBot.Bot.Configuration;
using JitBot.Core.Storage;
using Microsoft.Extensions.Logging.Console;

namespace JitBot.Bot.Operator;

/// <summary>A command that asks the store, put together as the service is and with the same configuration, without starting it.</summary>
internal static class StoreCommand
{
    /// <param name="work">Returns the exit code.</param>
    public static void Does(this Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<int>> work)
    {
        var sources = new ConfigurationSources(command);
        command.SetAction((parsed, ct) => RunAsync(sources, parsed, work, ct));
    }

    /// <summary>The same for a command that asks the store only sometimes.</summary>
    public static async Task<int> RunAsync(
        ConfigurationSources sources, ParseResult parsed, Func<ParseResult, IServiceProvider, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();

        // Standard output belongs to what was asked for.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        try
        {
            sources.AddTo(builder, parsed);
            await using var app = builder.BuildJitBot();
            return await work(parsed, app.Services, ct);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(wrong.Message);
            return ExitCodes.BadConfiguration;
        }
        catch (StoreDownException down)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{down.Message} Nothing is known, and nothing was changed.");
            return ExitCodes.StoreDown;
        }
    }
}
