using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Support;

public static class UnknownAccounts
{
    /// <summary>Accounts with our marker and no request, as a store that was lost would leave them.</summary>
    public static ImmutableArray<Account> HaveUnknown(this MemoryConnector connector, int count) =>
    [
        .. Enumerable.Range(0, count).Select(number =>
        {
            var request = RequestId.From(new("test", "tenant", $"lost-{number}"));
            var account = new Account(request, new("sam"), $"jit_sam_{request}", "20000", "hr", DateTimeOffset.MaxValue);
            connector.Have(account);
            return account;
        }),
    ];
}
