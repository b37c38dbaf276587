namespace JitBot.Connectors.Tests;

public sealed class AcceptedRightsTests
{
    [Theory]
    [InlineData("CONNECT postgres", "CONNECT postgres", true)]
    [InlineData("CONNECT postgres", "CONNECT postgres2", false)]
    [InlineData("CONNECT postgres", "connect postgres", false)]
    [InlineData("SELECT hr.public.*", "SELECT hr.public.holiday", true)]
    [InlineData("SELECT hr.public.*", "SELECT hr.pay.holiday", false)]
    [InlineData("* hr.*", "EXECUTE hr.audit.f", true)]
    [InlineData("*", "", true)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXbXbX", false)]
    [InlineData("SELECT hr.pg_largeobject.[0-9]", "SELECT hr.pg_largeobject.1", false)]
    [InlineData("", "SELECT hr.public.holiday", false)]
    public void A_star_stands_for_any_run_and_nothing_else_is_special(string pattern, string right, bool accepted) =>
        Assert.Equal(accepted, new AcceptedRights([pattern]).Contains(right));

    [Fact]
    public void A_pattern_full_of_stars_is_answered_at_once() =>
        Assert.False(new AcceptedRights([string.Concat(Enumerable.Repeat("a*", 500)) + "b"]).Contains(new string('a', 5_000)));
}
