using JitBot.Connectors.PostgreSql.Accounts;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class FoundAccountTests
{
    private static readonly FoundAccount AsOrdered = new("100", IsPowerful: false, CanLogIn: false, 10, "marker", ["scope|f|t|f"], HasOwn: false);

    public static TheoryData<string, string?> Accounts => new()
    {
        { "as ordered", null },
        { "powerful", "powers" },
        { "open", "log in" },
        { "owner", "of its own" },
        { "other marker", "marker" },
        { "no marker", "marker" },
        { "more connections", "11 connections" },
        { "no role", "other roles" },
        { "another role too", "other roles" },
        { "may become the role", "other roles" },
        { "may hand the role on", "other roles" },
    };

    // Rule 6
    [Theory, MemberData(nameof(Accounts))]
    public void Whatever_is_not_as_it_was_ordered_is_named(string which, string? expected)
    {
        var found = which switch
        {
            "powerful" => AsOrdered with { IsPowerful = true },
            "open" => AsOrdered with { CanLogIn = true },
            "owner" => AsOrdered with { HasOwn = true },
            "other marker" => AsOrdered with { Marker = "another" },
            "no marker" => AsOrdered with { Marker = null },
            "more connections" => AsOrdered with { ConnectionLimit = 11 },
            "no role" => AsOrdered with { Memberships = [] },
            "another role too" => AsOrdered with { Memberships = ["scope|f|t|f", "other|f|t|f"] },
            "may become the role" => AsOrdered with { Memberships = ["scope|f|t|t"] },
            "may hand the role on" => AsOrdered with { Memberships = ["scope|t|t|f"] },
            _ => AsOrdered,
        };

        var difference = found.Difference("marker", 10, ["scope"]);

        Assert.Equal(expected is null, difference is null);
        Assert.Contains(expected ?? "", difference ?? "", StringComparison.Ordinal);
    }
}
