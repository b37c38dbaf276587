using System.Net;
using JitBot.Bot.Webhooks.Outbound;

namespace JitBot.Bot.Tests.Webhooks.Outbound;

public sealed class PublicAddressWebhookTests
{
    [Theory]
    [InlineData("127.0.0.1"), InlineData("10.1.2.3"), InlineData("172.31.255.255"), InlineData("192.168.0.1"), InlineData("169.254.169.254"), InlineData("100.64.0.1"), InlineData("0.0.0.0")]
    [InlineData("224.0.0.1"), InlineData("255.255.255.255"), InlineData("::1"), InlineData("::"), InlineData("fe80::1"), InlineData("fd00::1"), InlineData("ff02::1"), InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1"), InlineData("2002:a00:1::"), InlineData("2001:0:a00:1::"), InlineData("::10.0.0.1"), InlineData("2001:db8::1"), InlineData("fec0::1")]
    public void Inside_is_not_public(string address) => Assert.False(PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34"), InlineData("172.32.0.1"), InlineData("100.128.0.1"), InlineData("2606:2800:220:1:248:1893:25c8:1946"), InlineData("::ffff:93.184.216.34"), InlineData("2a00:1450:4001:81b::200e")]
    public void The_internet_is_public(string address) => Assert.True(PublicAddresses.IsPublic(IPAddress.Parse(address)));
}
