using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Playground;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>Visits share a store: whatever one of them leaves, also one that failed half-way, would stand on the pages of the next.</summary>
internal static class LeaveNothing
{
    // A world that cannot be cleared must not hang the tests after it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Takes back what waits, and ends what is on.</summary>
    public static async Task OfAsync(PlaygroundWorld world)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (store, directory) = (world.Bot.GetRequiredService<IAccessStore>(), world.Bot.GetRequiredService<IDirectory>());
        while (await store.ListAsync(new() { States = [RequestState.Pending, RequestState.Approved, RequestState.Active, RequestState.Ending], Limit = 100 }, limit.Token) is { Count: > 0 } left)
        {
            foreach (var request in left)
            {
                if (await directory.FindAsync(request.Requester, limit.Token) is { } requester)
                {
                    _ = request.State == RequestState.Pending
                        ? (object)await world.Bot.GetRequiredService<WithdrawRequest>().HandleAsync(request.Id, requester, limit.Token)
                        : await world.Bot.GetRequiredService<GiveBackGrant>().HandleAsync(request.Id, requester, limit.Token);
                }
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
