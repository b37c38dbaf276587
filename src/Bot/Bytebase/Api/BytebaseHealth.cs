using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>Whether Bytebase answers. Trouble degrades the service and does not end it: what JitBot itself gives needs no Bytebase.</summary>
internal sealed class BytebaseHealth(TimeProvider time) : IHealthCheck
{
    private volatile Trouble? _calls;
    private volatile Trouble? _looks;

    /// <summary>A call was answered.</summary>
    public void Worked() => _calls = null;

    /// <summary>A call was not.</summary>
    public void Failed(string why) => _calls = new(why, _calls?.Since ?? time.GetUtcNow());

    /// <summary>A look at all there is ended.</summary>
    /// <param name="trouble">What of it could not be read, and why; null if all could.</param>
    public void Looked(string? trouble) => _looks = trouble is null ? null : new(trouble, _looks?.Since ?? time.GetUtcNow());

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult((_looks, _calls) switch
    {
        ({ } looks, _) => HealthCheckResult.Degraded($"Not everything in Bytebase could be followed since {looks.Since:u}: {looks.Why}"),
        (_, { } calls) => HealthCheckResult.Degraded($"Calls to Bytebase have failed since {calls.Since:u}: {calls.Why}"),
        _ => HealthCheckResult.Healthy(),
    });

    private sealed record Trouble(string Why, DateTimeOffset Since);
}
