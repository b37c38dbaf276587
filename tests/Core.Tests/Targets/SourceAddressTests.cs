using JitBot.Core.Targets;

namespace JitBot.Core.Tests.Targets;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("  10.1.2.3 ", "10.1.2.3")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("10.0.0.77/24", "10.0.0.0/24")]
    [InlineData("10.255.255.255/9", "10.128.0.0/9")]
    [InlineData("255.255.255.255/1", "128.0.0.0/1")]
    [InlineData("2001:DB8:0:0:0:0:0:7", "2001:db8::7")]
    [InlineData("2001:db8::7/128", "2001:db8::7")]
    [InlineData("2001:db8::7/32", "2001:db8::/32")]
    [InlineData("2001:db8:ffff::/33", "2001:db8:8000::/33")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("::FFFF:0A01:0203", "10.1.2.3")]
    [InlineData("::ffff:10.0.0.77/120", "10.0.0.0/24")]
    public void There_is_one_spelling_for_one_place(string typed, string text)
    {
        Assert.Equal(text, SourceAddress.Read(typed, out var fault)?.Text);
        Assert.Equal(AddressFault.None, fault);
        Assert.Equal(text, SourceAddress.Read(text, out _)?.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("office")]
    [InlineData("10.1")]
    [InlineData("10.1.2")]
    [InlineData("1")]
    [InlineData("010.1.2.3")]
    [InlineData("0x0a.1.2.3")]
    [InlineData("10.1.2.256")]
    [InlineData("10.1.2.3.4")]
    [InlineData("10.1.2.3:5432")]
    [InlineData("10.1.2.3/")]
    [InlineData("10.1.2.3/33")]
    [InlineData("10.1.2.3/-1")]
    [InlineData("10.1.2.3/+8")]
    [InlineData("10.1.2.3/ 8")]
    [InlineData("10.1.2.3/8/8")]
    [InlineData("10.1.2.3/255.0.0.0")]
    [InlineData("/8")]
    [InlineData("10.1.2.3, 10.1.2.4")]
    [InlineData("10.1.2.3-10.1.2.9")]
    [InlineData("10.1.2.*")]
    [InlineData("[::1]")]
    [InlineData("[::1]:5432")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8:::7")]
    [InlineData("１０.1.2.3")]
    [InlineData("10.1.2.3\0")]
    public void What_may_mean_another_place_is_refused(string? typed)
    {
        Assert.Null(SourceAddress.Read(typed, out var fault));
        Assert.Equal(AddressFault.NotAnAddress, fault);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.1.2.3/0")]
    [InlineData("::/0")]
    [InlineData("::ffff:0.0.0.0/96")]
    public void Everywhere_is_no_place(string typed)
    {
        Assert.Null(SourceAddress.Read(typed, out var fault));
        Assert.Equal(AddressFault.Everywhere, fault);
    }
}
