using JitBot.Connectors.PostgreSql;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitBot.Connectors;

public static class ConnectorServices
{
    /// <summary>One <see cref="ITargetConnector"/> an engine. Asks for an <see cref="IKeyedStore"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services)
    {
        services.TryAddSingleton<Installation>();
        services.TryAddSingleton<StoreLock>();
        services.AddSingleton<ITargetConnector, PostgreSqlConnector>();
        return services;
    }
}
