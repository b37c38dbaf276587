using System.Collections.Immutable;
using System.Security.Cryptography;
using JitBot.Core.Policy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Configuration;

/// <summary>
/// Puts a changed policy file in force without a restart: a valid one from the next request on, one with problems never. It is read every few
/// seconds rather than watched, because mounted folders do not tell of changes.
/// </summary>
internal sealed partial class ReloadPolicy(JitOptions options, PolicyInForce policy, TimeProvider time, ILogger<ReloadPolicy> log) : BackgroundService, IHealthCheck
{
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private byte[] _seen = [];

    /// <summary>What is wrong with the file as it was last looked at.</summary>
    public ImmutableArray<ConfigurationProblem> Problems { get; private set; } = [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Problems.IsEmpty
        ? HealthCheckResult.Healthy()
        : HealthCheckResult.Degraded(
            $"The policy file has problems; policy {policy.Current.Version} stays in force.",
            data: Problems.DistinctBy(problem => problem.Key, StringComparer.Ordinal).ToDictionary(problem => problem.Key, object (problem) => problem.What, StringComparer.Ordinal)));

    /// <summary>Looks once, and takes what is there if it is new and right.</summary>
    public void Look()
    {
        var reading = Read();
        if (reading is null)
        {
            return;
        }

        Problems = reading.Problems;
        if (reading.Policy is not { } changed)
        {
            LogRefused(options.PolicyFile, policy.Current.Version, Environment.NewLine,
                string.Join(Environment.NewLine, reading.Problems.Select(problem => $"  {problem.Key} {problem.What}. For example: {problem.Example}")));
        }
        else if (changed.Version != policy.Current.Version)
        {
            LogInForce(changed.Version, changed.Rules.Length, policy.Current.Version);
            policy.Current = changed;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            try
            {
                Look();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The policy in force stays; a bot that stops for a file it cannot read ends nobody's access.
                LogFault(fault, options.PolicyFile);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Null if the file is as it was when it was last looked at.</returns>
    private PolicyReading? Read()
    {
        try
        {
            var text = File.ReadAllBytes(options.PolicyFile);
            var hash = SHA256.HashData(text);
            if (hash.AsSpan().SequenceEqual(_seen))
            {
                return null;
            }

            _seen = hash;
            return PolicyFile.Parse(text, Path.GetFileName(options.PolicyFile), options.Organisation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Editors take a file away for a moment; one that stays away is told once.
            byte[] gone = [0];
            if (_seen.AsSpan().SequenceEqual(gone))
            {
                return null;
            }

            _seen = gone;
            return PolicyFile.Read(options.PolicyFile, options.Organisation);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Policy {Version} is in force: {Rules} rules, instead of {Before}")]
    private partial void LogInForce(string version, int rules, string before);

    [LoggerMessage(3, LogLevel.Error, "Reading {File} failed unexpectedly; the policy in force stays")]
    private partial void LogFault(Exception fault, string file);

    [LoggerMessage(2, LogLevel.Error, "{File} has problems; policy {Version} stays in force:{NewLine}{Problems}")]
    private partial void LogRefused(string file, string version, string newLine, string problems);
}
