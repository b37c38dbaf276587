using System.Collections.Immutable;
using JitBot.Playground.Page;

namespace JitBot.EndToEnd.Tests.Page;

public sealed class DatabaseChangesTests
{
    [Theory]
    [InlineData("nothing", "closed", "account: jit_dana_x appeared, closed")]
    [InlineData("closed", "open", "account: jit_dana_x can log in")]
    [InlineData("open", "used", "session: session 812 began")]
    [InlineData("used", "open", "session: session 812 logged out")]
    [InlineData("used", "closed", "end: jit_dana_x was closed", "cut: session 812 was cut")]
    [InlineData("used", "nothing", "cut: session 812 was cut", "end: jit_dana_x is gone")]
    [InlineData("used", "used")]
    public void What_happened_follows_from_two_looks(string before, string after, params string[] happened) =>
        Assert.Equal(happened, DatabaseChanges.Between(Seen(before), Seen(after), default).Select(each => $"{each.Kind}: {each.What}"));

    private static ImmutableArray<AccountView> Seen(string what) => what switch
    {
        "nothing" => [],
        "closed" => [new("jit_dana_x", Open: false, default, [], [])],
        "open" => [new("jit_dana_x", Open: true, default, [], [])],
        _ => [new("jit_dana_x", Open: true, default, [], [new(812, "hr_prod", "idle", default, "")])],
    };
}
