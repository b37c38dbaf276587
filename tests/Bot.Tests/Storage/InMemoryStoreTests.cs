using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Storage;

public sealed class InMemoryAccessStoreTests : AccessStoreContract
{
    private InMemoryAccessStore? _store;

    public override ValueTask DisposeAsync() => default;

    protected override Task<IAccessStore> OpenAsync() => Task.FromResult<IAccessStore>(_store = new(Log.CreateLogger<InMemoryAccessStore>()));

    protected override Task OverwriteAsync(RequestId id, string json) => _store!.OverwriteAsync(id, json);

    protected override Task GoDownAsync() => Task.FromResult(_store!.IsDown = true);
}

public sealed class InMemoryKeyedStoreTests : KeyedStoreContract
{
    private readonly InMemoryKeyedStore _store = new();

    public override ValueTask DisposeAsync() => default;

    protected override Task<IKeyedStore> OpenAsync() => Task.FromResult<IKeyedStore>(_store);

    protected override Task GoDownAsync() => Task.FromResult(_store.IsDown = true);
}
