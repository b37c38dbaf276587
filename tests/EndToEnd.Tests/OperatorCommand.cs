using System.Diagnostics;
using JitBot.Bot.Configuration;
using JitBot.Playground;
using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests;

/// <summary>What an operator types at the shell, in a process of its own, configured as the running bot is.</summary>
internal static class OperatorCommand
{
    /// <param name="target">The server that access is given to, if it is not the one with JitBot's own database.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(Journey journey, JitServer? target, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JitOptions).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var settings = PlaygroundConfiguration.For(journey.World.Databases, journey.World.Twin, journey.World.People);
        foreach (var (key, value) in settings.Concat(target is null ? [] : Journey.At(target)))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
