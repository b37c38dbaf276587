using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Bot.Configuration;
using JitBot.Core.Policy;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>A run of a command that judges policies: what was typed, whom and what policies can speak of, and where the answer goes.</summary>
internal sealed record PolicyRun(ParseResult Parsed, ConfigurationSources Sources, PolicyOptions Options)
{
    // What an operator reads has quotes and && in it; it goes to a terminal or a program, never into a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Organisation Organisation => Options.Organisation;

    public IAnsiConsole Console => Terminal.Open(Parsed.InvocationConfiguration.Output);

    /// <param name="file">Null for the configured one.</param>
    /// <exception cref="ConfigurationException">None is given, and none configured.</exception>
    public string PolicyFile(string? file) => file ?? Options.PolicyFile ?? throw new ConfigurationException(
        [new($"{JitOptions.SectionName}:PolicyFile", "is missing, and no file is given", "\"PolicyFile\": \"policy.json\"")]);

    public PolicyReading Reading(string file) => File.Exists(file)
        ? Configuration.PolicyFile.Read(file, Organisation)
        : new(null, [new(file, "is not there", "policy.json; policy.sample.json shows every key")]);

    /// <exception cref="UnusableFileException">It cannot be used.</exception>
    public PolicyDocument Read(string file)
    {
        var reading = Reading(file);
        return reading is { IsUsable: true, Policy: { } policy } ? policy : throw new UnusableFileException(file, reading.Problems);
    }

    public Task WriteJsonAsync(object answer) => Parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(answer, Json));
}

/// <summary>A file that a command was given cannot be used.</summary>
internal sealed class UnusableFileException(string file, IReadOnlyList<ConfigurationProblem> problems) : Exception($"{file} cannot be used.")
{
    public string File { get; } = file;

    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}

internal static class PolicyRuns
{
    /// <summary>Reads what of the configuration a policy speaks of, and nothing else of it.</summary>
    /// <param name="work">Returns the exit code.</param>
    public static void Judges(this Command command, Func<PolicyRun, CancellationToken, Task<int>> work)
    {
        var sources = new ConfigurationSources(command);
        command.SetAction((parsed, ct) => RunAsync(sources, parsed, work, ct));
    }

    private static async Task<int> RunAsync(
        ConfigurationSources sources, ParseResult parsed, Func<PolicyRun, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        // Never built: it has the sources that every other command has, and that is all that is wanted of it.
        var builder = WebApplication.CreateSlimBuilder();
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            sources.AddTo(builder, parsed);
            return await work(new(parsed, sources, PolicyOptions.Read(builder.Configuration)), ct);
        }
        catch (UnusableFileException unusable)
        {
            ProblemsView.Write(Terminal.Open(error), unusable.File, unusable.Problems);
            return ExitCodes.BadConfiguration;
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            await error.WriteLineAsync(wrong.Message);
            return ExitCodes.BadConfiguration;
        }
    }
}
