using System.Text;
using JitBot.Core.Requests;

namespace JitBot.Connectors.Tests;

public sealed class AccountNamesTests
{
    private static readonly RequestId Request = RequestId.From(new("test", "tenant", "delivery"));

    // Rule 1
    [Theory]
    [InlineData("dana", "dana")]
    [InlineData("Dana.O'Neil@example.com", "dana_o_neil")]
    [InlineData("DANA  lopez", "dana_lopez")]
    [InlineData("josé", "jos")]
    [InlineData("名前", "user")]
    [InlineData("😀", "user")]
    [InlineData("", "user")]
    [InlineData("__", "user")]
    [InlineData("x\";drop role postgres;--", "x_drop_role_postgres")]
    [InlineData("user", "user")]
    [InlineData("İstanbul", "stanbul")]
    public void A_name_holds_the_person_in_letters_digits_and_underscores(string person, string expected) =>
        Assert.Equal($"jit_{expected}_{Request.Value}", AccountNames.For(new(person), Request, 63));

    // Rule 1
    [Theory]
    [InlineData(63)]
    [InlineData(128)]
    public void The_person_is_cut_and_the_request_never(int mostBytes)
    {
        var name = AccountNames.For(new(new string('a', 300)), Request, mostBytes);

        Assert.Equal(mostBytes, Encoding.UTF8.GetByteCount(name));
        Assert.EndsWith($"a_{Request.Value}", name, StringComparison.Ordinal);
    }
}
