namespace JitBot.Connectors.Tests;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("employee", "\"employee\"")]
    [InlineData("Order Details", "\"Order Details\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("select", "\"select\"")]
    [InlineData("😀", "\"😀\"")]
    public void Identifiers_are_quoted(string name, string expected) => Assert.Equal(expected, SqlText.Identifier(name));

    [Theory]
    [InlineData("it", "'it'")]
    [InlineData("it's", "'it''s'")]
    [InlineData(@"\", @"E'\\'")]
    [InlineData(@"\'; DROP ROLE postgres; --", @"E'\\''; DROP ROLE postgres; --'")]
    public void Literals_mean_the_same_under_every_setting(string value, string expected) => Assert.Equal(expected, SqlText.Literal(value));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_no_server_can_hold_is_not_a_name(string name) => Assert.Throws<ArgumentException>(() => SqlText.Identifier(name));
}
