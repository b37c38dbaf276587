using JitBot.Connectors.PostgreSql.Accounts;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class FoundAccountTests
{
    private static readonly FoundAccount AsOrdered = new("100", IsPowerful: false, CanLogIn: false, 10, "marker", ["scope|f|t|f"], ["hr|search_path=jit_masked_public, \"$user\", public", "|statement_timeout=300000"], HasOwn: false);
    private static readonly AccountSettings Settings = new([new("hr", ["jit_masked_public", "$user", "public"])], TimeSpan.FromMinutes(5), Role: null);

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
        { "no settings", "other settings" },
        { "another path", "other settings" },
        { "a setting more", "other settings" },
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
            "no settings" => AsOrdered with { Settings = [] },
            "another path" => AsOrdered with { Settings = ["hr|search_path=public, jit_masked_public, \"$user\"", "|statement_timeout=300000"] },
            "a setting more" => AsOrdered with { Settings = AsOrdered.Settings.Add("|role=scope") },
            _ => AsOrdered,
        };

        var difference = found.Difference("marker", 10, ["scope"], Settings, 16);

        Assert.Equal(expected is null, difference is null);
        Assert.Contains(expected ?? "", difference ?? "", StringComparison.Ordinal);
    }

    // Rule 9
    [Theory]
    [InlineData("owner|f|f|t", 16, true)]
    [InlineData("owner|f|t|f", 16, false)]
    [InlineData("owner|f|t|f", 15, true)]
    public void An_account_that_alters_tables_becomes_their_owner_and_has_nothing_of_it_otherwise(string membership, int version, bool asOrdered)
    {
        var found = AsOrdered with { Memberships = [membership, "entry|f|t|f"], Settings = ["|role=owner"] };

        Assert.Equal(asOrdered, found.Difference("marker", 10, ["owner", "entry"], new([], null, "owner"), version) is null);
    }
}
