using JitBot.Bot.Configuration;
using JitBot.Core.Targets;
using Microsoft.Extensions.Configuration;
using static JitBot.Bot.Tests.Configuration.JitOptionsTests;

namespace JitBot.Bot.Tests.Configuration;

public sealed class MaskingSettingsTests
{
    private const string Rules = "JitBot:Targets:hr-prod:Masking:Rules";

    public static TheoryData<string, string, MaskingRule> Columns => new()
    {
        { "email", "full", new("*", "*", "email", new(MaskKind.Full)) },
        { "person.email", "partial(2, 4)", new("*", "person", "email", new(MaskKind.Partial) { First = 2, Last = 4 }) },
        { "public.person.*", "Hash", new("public", "person", "*", new(MaskKind.Hash)) },
        { "\"odd.schema\".\"a \"\"b\"\"\".c", "null", new("odd.schema", "a \"b\"", "c", Mask.Hidden) },
        { "pay.*.amount", "range(0.5)", new("pay", "*", "amount", new(MaskKind.Range) { Step = 0.5m }) },
        { "born", "range(month)", new("*", "*", "born", new(MaskKind.Range) { Unit = "month" }) },
        { "name", "plain", new("*", "*", "name", Mask.Plain) },
    };

    // Rule 25
    [Theory, MemberData(nameof(Columns))]
    public void A_rule_says_which_columns_and_what_stands_in_their_place(string columns, string mask, MaskingRule expected) =>
        Assert.Equal(expected, Read(($"{Rules}:0:Columns:0", columns), ($"{Rules}:0:Mask", mask), ($"{Rules}:0:Columns:1", "")).Rules[0]);

    [Fact]
    public void A_rule_for_several_columns_speaks_of_each()
    {
        var masking = JitOptions.Read(WithSecrets(), development: false).Targets[0].Masking;

        Assert.Equal(["email", "phone*"], masking.Rules.Take(2).Select(rule => rule.Column));
        Assert.Equal(MaskKind.Expression, masking.Rules.Single(rule => rule.Column == "postcode").Mask.Kind);
        Assert.Equal(new TableName("reporting", "patient"), masking.Views[new("public", "patient")]);
        Assert.False(masking.HidesUnclassified);
    }

    [Theory]
    [InlineData("Columns:0", "a.b.c.d", "not a column")]
    [InlineData("Columns:0", "public..email", "not a column")]
    [InlineData("Columns:0", "\"open.email", "not a column")]
    [InlineData("Mask", "blur", "not full")]
    [InlineData("Mask", "partial(-1,2)", "not full")]
    [InlineData("Mask", "partial(0,0)", "not full")]
    [InlineData("Mask", "range(0)", "not full")]
    [InlineData("Mask", "range(fortnight)", "not full")]
    [InlineData("Expression", "left(email, 1)", "beside")]
    public void What_cannot_be_meant_is_refused(string key, string value, string why)
    {
        var problem = Assert.Single(ProblemsOf(WithSecrets(($"{Rules}:0:{key}", value))));

        Assert.Contains(why, problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unclassified", "maybe")]
    [InlineData("ColumnComments", "maybe")]
    [InlineData("Views:patient", "reporting.patient")]
    public void Other_settings_are_checked_too(string key, string value) =>
        Assert.Single(ProblemsOf(WithSecrets(($"JitBot:Targets:hr-prod:Masking:{key}", value))));

    // Rule 24: their views stand in one place, and would be made in turn by the rules of each.
    [Fact]
    public void Two_targets_that_give_one_database_have_to_mask_it_alike()
    {
        (string, string)[] beside =
        [
            .. ConfigurationExtensions.AsEnumerable(WithSecrets()).Where(entry => entry.Value is not null && entry.Key.StartsWith("JitBot:Targets:hr-prod:", StringComparison.Ordinal))
                .Select(entry => (entry.Key.Replace(":hr-prod:", ":hr-again:", StringComparison.Ordinal), entry.Value!)),
        ];
        Assert.Equal(2, JitOptions.Read(WithSecrets(beside), development: false).Targets.Length);

        var problem = Assert.Single(ProblemsOf(WithSecrets([.. beside, ("JitBot:Targets:hr-again:Masking:Unclassified", "hide")])));

        Assert.Contains("gives the same database of the same server", problem.What, StringComparison.Ordinal);
    }

    // Rule 9
    [Theory]
    [InlineData("ddl:MemberOf:1", "another", "MemberOf")]
    [InlineData("report:Privileges:0", "SELECT", "Privileges")]
    [InlineData("read:Privileges:0", "DELETE", "Privileges")]
    [InlineData("append:Privileges:0", "TRUNCATE", "Privileges")]
    [InlineData("Statement:Level", "read", "Profiles:Statement")]
    public void A_profile_that_could_not_be_given_is_refused(string key, string value, string place) =>
        Assert.EndsWith(place, Assert.Single(ProblemsOf(WithSecrets(($"JitBot:Targets:hr-prod:Profiles:{key}", value)))).Key, StringComparison.Ordinal);

    private static Masking Read(params (string, string)[] changes) => JitOptions.Read(WithSecrets(changes), development: false).Targets[0].Masking;
}
