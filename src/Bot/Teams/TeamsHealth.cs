using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Teams;

/// <summary>Whether the bot's own messages get through to Teams. Trouble degrades the service and does not end it: access ends without chat.</summary>
internal sealed class TeamsHealth(TimeProvider time) : IHealthCheck
{
    private volatile Trouble? _trouble;

    public void Worked() => _trouble = null;

    public void Failed(string why) => _trouble = new(why, _trouble?.Since ?? time.GetUtcNow());

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_trouble is { } trouble
            ? HealthCheckResult.Degraded($"Messages to Teams have failed since {trouble.Since:u}: {trouble.Why}")
            : HealthCheckResult.Healthy());

    private sealed record Trouble(string Why, DateTimeOffset Since);
}
