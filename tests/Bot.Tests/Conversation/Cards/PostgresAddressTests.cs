using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Grants;

namespace JitBot.Bot.Tests.Conversation.Cards;

public sealed class PostgresAddressTests
{
    private static readonly DateTimeOffset End = Lives.Noon;
    private static readonly Credentials Plain = new(new("db.example.com", 5432, "verify-full"), "hr", "jit_dana_x", new("s3cret"), End);
    private static readonly Credentials Odd = new(new("::1", 5433, "require"), "my \"$HR\" d'b", "jit_dana_x", new("s3cret"), End);

    [Fact]
    public void Psql_line_has_everything_but_the_password() =>
        Assert.Equal("psql \"host=db.example.com port=5432 dbname=hr user=jit_dana_x sslmode=verify-full\"", PostgresAddress.Psql(Plain));

    [Fact]
    public void Odd_names_survive_the_shell_and_libpq() =>
        Assert.Equal("""psql "host=::1 port=5433 dbname='my \"\$HR\" d\\'b' user=jit_dana_x sslmode=require" """.TrimEnd(), PostgresAddress.Psql(Odd));

    [Fact]
    public void Uri_is_whole() =>
        Assert.Equal("postgresql://jit_dana_x:s3cret@db.example.com:5432/hr?sslmode=verify-full", PostgresAddress.Uri(Plain));

    [Fact]
    public void Odd_names_survive_a_uri() =>
        Assert.Equal("postgresql://jit_dana_x:s3cret@[::1]:5433/my%20%22%24HR%22%20d%27b?sslmode=require", PostgresAddress.Uri(Odd));

    [Fact]
    public void Jdbc_has_no_password_in_it() =>
        Assert.Equal("jdbc:postgresql://db.example.com:5432/hr?sslmode=verify-full", PostgresAddress.Jdbc(Plain));
}
