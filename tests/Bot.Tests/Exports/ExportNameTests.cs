using JitBot.Bot.Exports;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Exports;

public sealed class ExportNameTests
{
    private static readonly RequestId Request = RequestId.TryParse("abcdefgh2345", out var id) ? id : throw new InvalidOperationException();
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 15, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("hr-prod", "hr-prod")]
    [InlineData("HR_prod2", "HR_prod2")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("con.txt", "con-txt")]
    [InlineData("a\r\nb\"; x=1", "a--b---x-1")]
    [InlineData("-rf", "rf")]
    [InlineData("データ", "result")]
    [InlineData("", "result")]
    public void It_says_target_request_and_time_in_characters_safe_everywhere(string target, string expected) =>
        Assert.Equal($"{expected}-abcdefgh2345-20261120T101500Z.csv", ExportName.Of(target, Request, At, "csv"));

    [Fact]
    public void A_long_target_is_cut() =>
        Assert.Equal($"{new string('x', 60)}-abcdefgh2345-20261120T101500Z.jsonl", ExportName.Of(new('x', 500), Request, At, "jsonl"));
}
