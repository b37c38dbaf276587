using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JitBot.Core.Targets;

/// <summary>The targets this installation serves, each with its engine's connector and a catalogue read at most half a minute ago.</summary>
public sealed class TargetRegistry(IEnumerable<Target> targets, IEnumerable<ITargetConnector> connectors, TimeProvider time)
{
    private static readonly TimeSpan CatalogAge = TimeSpan.FromSeconds(30);

    private readonly FrozenDictionary<string, Target> _targets = targets.ToFrozenDictionary(target => target.Id, StringComparer.OrdinalIgnoreCase);
    private readonly FrozenDictionary<string, ITargetConnector> _connectors = connectors.ToFrozenDictionary(connector => connector.Engine, StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (TargetCatalog Catalog, DateTimeOffset ReadAt)> _catalogs = new(StringComparer.Ordinal);

    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<Target> All => [.. _targets.Values.OrderBy(target => target.Id, StringComparer.Ordinal)];

    public Target? Find(string id) => _targets.GetValueOrDefault(id);

    /// <exception cref="KeyNotFoundException">No connector speaks this engine; the configuration check refuses such a target at start.</exception>
    public ITargetConnector ConnectorOf(Target target) => _connectors[target.Engine];

    /// <summary>What there is to ask for. A reading that fails is never papered over with an old one.</summary>
    public async Task<CatalogResult> CatalogAsync(Target target, CancellationToken ct)
    {
        if (_catalogs.TryGetValue(target.Id, out var kept) && time.GetUtcNow() - kept.ReadAt < CatalogAge)
        {
            return new CatalogResult.Read(kept.Catalog);
        }

        var result = await ConnectorOf(target).ReadCatalogAsync(target, ct);
        if (result is CatalogResult.Read read)
        {
            _catalogs[target.Id] = (read.Catalog, time.GetUtcNow());
        }

        return result;
    }
}
