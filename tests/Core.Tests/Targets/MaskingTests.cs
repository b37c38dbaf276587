using JitBot.Core.Targets;

namespace JitBot.Core.Tests.Targets;

public sealed class MaskingTests
{
    private static readonly ColumnName Email = new("public", "person", "email");
    private static readonly MaskingRule Hashed = new("*", "person", "email", new(MaskKind.Hash));
    private static readonly MaskingRule Shown = new("*", "*", "*", Mask.Plain);

    public static TheoryData<string, Mask?> Texts => new()
    {
        { "full", new(MaskKind.Full) },
        { " Partial( 2 , 4 ) ", new(MaskKind.Partial) { First = 2, Last = 4 } },
        { "range(0.25)", new(MaskKind.Range) { Step = 0.25m } },
        { "range(quarter)", new(MaskKind.Range) { Unit = "quarter" } },
        { "hash", new(MaskKind.Hash) },
        { "null", Mask.Hidden },
        { "plain", Mask.Plain },
        { "", null },
        { "blur", null },
        { "partial", null },
        { "partial()", null },
        { "partial(0,0)", null },
        { "partial(-1,1)", null },
        { "partial(101,0)", null },
        { "range(0)", null },
        { "range(-5)", null },
        { "range(1e3)", null },
        { "range(minute)", null },
        { "full()", null },
        { "expression(1)", null },
        { "range(1000", null },
    };

    // Rule 25
    [Theory, MemberData(nameof(Texts))]
    public void A_mask_is_read_as_it_is_written(string text, Mask? expected) => Assert.Equal(expected, MaskText.Read(text));

    // Rule 24
    [Fact]
    public void The_first_rule_that_matches_a_column_decides()
    {
        Assert.Equal(MaskKind.Hash, new Masking { Rules = [Hashed, Shown] }.Of(Email, "").Kind);
        Assert.Equal(MaskKind.Plain, new Masking { Rules = [Shown, Hashed] }.Of(Email, "").Kind);
        Assert.Equal(MaskKind.Plain, new Masking { Rules = [Hashed] }.Of(Email with { Column = "Email" }, "").Kind);
    }

    // Rule 24
    [Fact]
    public void A_column_that_nothing_speaks_of_is_hidden_where_the_operator_says_so()
    {
        Assert.Equal(Mask.Hidden, new Masking { HidesUnclassified = true }.Of(Email, ""));
        Assert.Equal(Mask.Plain, new Masking { HidesUnclassified = true, Rules = [Shown] }.Of(Email, ""));
    }

    public static TheoryData<string, MaskKind> Comments => new()
    {
        { "Where to write to. jitbot:mask=partial(1,0). Ask legal.", MaskKind.Partial },
        { "jitbot:mask=hash", MaskKind.Hash },
        { "JITBOT:MASK=FULL;", MaskKind.Full },
        { "jitbot:mask=nonsense", MaskKind.Null },
        { "jitbot:mask=", MaskKind.Null },
        { "jitbot:mask=plain", MaskKind.Plain },
        { "masked by jitbot", MaskKind.Plain },
        { "", MaskKind.Plain },
    };

    [Theory, MemberData(nameof(Comments))]
    public void A_comment_says_how_a_column_is_masked_and_what_cannot_be_read_hides_it(string comment, MaskKind expected) =>
        Assert.Equal(expected, new Masking { ReadsComments = true }.Of(Email, comment).Kind);

    [Fact]
    public void A_comment_never_uncovers_what_a_rule_masks_and_counts_only_where_the_operator_lets_it()
    {
        Assert.Equal(MaskKind.Hash, new Masking { ReadsComments = true, Rules = [Hashed] }.Of(Email, "jitbot:mask=plain").Kind);
        Assert.Equal(MaskKind.Full, new Masking { ReadsComments = true, Rules = [Shown] }.Of(Email, "jitbot:mask=full").Kind);
        Assert.Equal(MaskKind.Plain, new Masking { Rules = [Shown] }.Of(Email, "jitbot:mask=full").Kind);
        Assert.Equal(MaskKind.Plain, new Masking { ReadsComments = true, HidesUnclassified = true }.Of(Email, "jitbot:mask=plain").Kind);
    }

    [Theory]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("*", "", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("a.c", "abc", false)]
    public void A_star_stands_for_any_run_of_characters(string pattern, string text, bool expected) => Assert.Equal(expected, NamePattern.Matches(pattern, text));
}
