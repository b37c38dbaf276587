using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Policy;

/// <summary>docs/policy-reference.md holds what the product does: its policies load, and each situation below them comes out as it says.</summary>
public sealed class CookbookTests
{
    public static TheoryData<string> Recipes => [.. PolicyReference.Recipes.Select(recipe => recipe.Title)];

    public static TheoryData<string, string> Situations =>
        [.. PolicyReference.Recipes.SelectMany(recipe => recipe.Situations.Select(situation => (recipe.Title, situation.ToString())))];

    [Fact]
    public void There_are_ten_recipes_with_situations_of_their_own()
    {
        Assert.Equal(10, PolicyReference.Recipes.Length);
        Assert.All(PolicyReference.Recipes, recipe => Assert.InRange(recipe.Situations.Length, 3, 6));
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_is_a_policy_whose_every_decision_can_be_come_by(string title)
    {
        var recipe = PolicyReference.Recipe(title);

        var policy = Read(recipe.Policy);

        var reached = recipe.Situations.Select(situation => situation.Rule).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(reached, policy.Rules.Append(policy.Fallback).Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_situation_comes_out_as_it_is_written(string title, string written)
    {
        var recipe = PolicyReference.Recipe(title);
        var situation = recipe.Situations.Single(one => one.ToString() == written);
        var line = Assert.IsType<ChatCommand.Request>(CommandLine.Read(situation.Typed, situation.At));
        var target = Company.Organisation.Targets.Single(one => one.Id == line.Draft.Target);

        var analysis = DraftAnalyst.Analyse(line.Draft, target, Company.Catalog, Read(recipe.Policy), Company.Asking(situation.Who), situation.At, incident: Company.Incident(situation.Who));

        Assert.Equal(
            (situation.Rule, situation.Decides, situation.Longest),
            (analysis.Rule!.Name, Answer.Of(analysis), analysis.Verdict!.Denied is null ? DurationText.Words(analysis.Rule.LongestDuration) : ""));
    }

    [Fact]
    public void Every_policy_shown_is_one() => Assert.All(PolicyReference.Blocks("json"), text => Read(text));

    [Fact]
    public void Every_condition_shown_is_one() => Assert.All(
        PolicyReference.Blocks("cel").SelectMany(block => block.Split('\n')).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)),
        line => Assert.IsType<ConditionReading.Readable>(Condition.Read(line, PolicyVocabulary.Names)));

    private static PolicyDocument Read(string text)
    {
        var reading = PolicyFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "policy.json", Company.Organisation);
        Assert.Empty(reading.Problems);
        return reading.Policy!;
    }
}
