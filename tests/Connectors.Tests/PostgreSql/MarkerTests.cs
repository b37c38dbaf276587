using System.Text.Json;
using JitBot.Connectors.PostgreSql;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class MarkerTests
{
    private static readonly RequestId Request = RequestId.From(new("test", "tenant", "delivery"));

    // Rule 1
    [Fact]
    public void An_account_carries_installation_request_person_end_and_address()
    {
        var marker = Marker.OfAccount("0123", Of("dana \"the\" d'Arc 😀"));

        Assert.StartsWith(Marker.AccountPrefix("0123", Request), marker, StringComparison.Ordinal);
        Assert.StartsWith("jitbot {", marker, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(marker["jitbot ".Length..]);
        Assert.Equal(
            $"v=1|installation=0123|request={Request.Value}|person=dana \"the\" d'Arc 😀|end=2026-03-02T09:30:00Z|address=",
            string.Join('|', json.RootElement.EnumerateObject().Select(part => $"{part.Name}={part.Value}")));
    }

    // Rules 1, 19
    [Fact]
    public void An_account_that_is_bound_carries_its_address() => Assert.EndsWith(
        ",\"end\":\"2026-03-02T09:30:00Z\",\"address\":\"10.0.0.0/24\"}", Marker.OfAccount("0123", Of("dana") with { Address = SourceAddress.Read("10.0.0.5/24", out _) }), StringComparison.Ordinal);

    // Rule 1
    [Fact]
    public void A_marker_of_another_installation_or_request_or_of_a_scope_is_not_this_accounts()
    {
        var marker = Marker.OfAccount("0123", Of("dana"));

        Assert.False(marker.StartsWith(Marker.AccountPrefix("01234", Request), StringComparison.Ordinal));
        Assert.False(marker.StartsWith(Marker.AccountPrefix("0123", RequestId.From(new("test", "tenant", "other"))), StringComparison.Ordinal));
        Assert.False(Marker.OfScope("0123", "hr", unmask: false).StartsWith(Marker.AnyAccountPrefix("0123"), StringComparison.Ordinal));
        Assert.False(marker.StartsWith(Marker.AnyScopePrefix("0123"), StringComparison.Ordinal));
    }

    private static Account Of(string person) =>
        new(Request, new(person), "jit_dana", null, "hr", new DateTimeOffset(2026, 3, 2, 10, 30, 0, TimeSpan.FromHours(1)));
}
