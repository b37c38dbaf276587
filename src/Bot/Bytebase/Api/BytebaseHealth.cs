using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>Whether Bytebase answers. Trouble degrades the service and does not end it: what JitBot itself gives needs no Bytebase.</summary>
internal sealed class BytebaseHealth(TimeProvider time) : IHealthCheck
{
    private volatile Trouble? _trouble;

    public void Worked() => _trouble = null;

    public void Failed(string why) => _trouble = new(why, _trouble?.Since ?? time.GetUtcNow());

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_trouble is { } trouble ? HealthCheckResult.Degraded($"Calls to Bytebase have failed since {trouble.Since:u}: {trouble.Why}") : HealthCheckResult.Healthy());

    private sealed record Trouble(string Why, DateTimeOffset Since);
}
