using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Slack;

/// <summary>Whether Slack hears the bot, and the bot hears Slack. Trouble degrades the service and does not end it: access ends without chat.</summary>
internal sealed class SlackHealth(SlackOptions options, TimeProvider time) : IHealthCheck
{
    private readonly ConcurrentDictionary<string, Trouble> _userGroups = new(StringComparer.Ordinal);
    private volatile Trouble? _speaking;
    private volatile Trouble? _hearing = options.AppToken is null ? null : new("not connected yet", time.GetUtcNow());
    private int _connections;

    /// <summary>Those of which the last that was heard was trouble.</summary>
    public ICollection<string> UserGroupsInTrouble => _userGroups.Keys;

    public void Spoke() => _speaking = null;

    public void CouldNotSpeak(string why) => _speaking = new(why, _speaking?.Since ?? time.GetUtcNow());

    /// <summary>Kept apart from other calls: they may all succeed while the scope for this one is missing.</summary>
    /// <param name="trouble">Why its members cannot be told, or are nobody; null if all is well.</param>
    public void LookedAtUserGroup(string id, string? trouble)
    {
        if (trouble is null)
        {
            _userGroups.TryRemove(id, out _);
        }
        else
        {
            _userGroups.AddOrUpdate(id, _ => new(trouble, time.GetUtcNow()), (_, before) => before with { Why = trouble });
        }
    }

    /// <summary>A Socket Mode connection has said hello.</summary>
    public void Connected()
    {
        Interlocked.Increment(ref _connections);
        _hearing = null;
    }

    public void Disconnected(string why)
    {
        if (Interlocked.Decrement(ref _connections) <= 0)
        {
            CouldNotConnect(why);
        }
    }

    public void CouldNotConnect(string why)
    {
        if (Volatile.Read(ref _connections) <= 0)
        {
            _hearing = new(why, _hearing?.Since ?? time.GetUtcNow());
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] troubles =
        [
            .. _speaking is { } speaking ? [$"Messages to Slack have failed since {speaking.Since:u}: {speaking.Why}"] : Array.Empty<string>(),
            .. _hearing is { } hearing ? [$"There has been no Socket Mode connection since {hearing.Since:u}: {hearing.Why}"] : Array.Empty<string>(),
            .. _userGroups.OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"The user group {group.Key} could not be read since {group.Value.Since:u}: {group.Value.Why}"),
        ];
        return Task.FromResult(troubles.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(". ", troubles)));
    }

    private sealed record Trouble(string Why, DateTimeOffset Since);
}
