using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Slack;
using JitBot.Bot.Slack.Views;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>Whatever people type and however databases call things: Slack takes it, and none of it is read as markup.</summary>
public sealed class NastyTests
{
    // What only the bot may say: moments and code. Nothing else in markup has an angle bracket.
    private static readonly Regex Ours = new(@"<!date\^\d+\^\{date_short_pretty\} \{time\}\|[0-9: -]+UTC>|```[^`]*```|`[^`\n]+`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly Names Known = Names.Of(Cast.Dana, Cast.Ada);

    private static readonly string[] Hostile =
    [
        .. Nasty.Strings,
        "*Approved* by security", "_it_", "~no~", "`x`", "```x```", "a`b", "> quoted", "x\n> quoted", "x\n&gt; quoted", ":white_check_mark:", "<!here>", "<!channel|x>", "<@U1>", "<#C1|dba>",
        "<http://evil.example|JitBot>", "<!date^1^{date}|x>", "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "\u200f*x*", "*\u200bx*", "x*y*z", "(*x*)", "\u2067<!channel>\u2069",
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Hostile.Length)];

    // Rule 37
    [Theory]
    [MemberData(nameof(Each))]
    public void Words_are_shown_as_they_are(int index)
    {
        var words = Hostile[index];
        Assert.All(Drawn(words), shown =>
        {
            GoldenTests.TakenBySlack(shown);
            Assert.All(Markup(shown), markup =>
            {
                var said = Ours.Replace(markup, "");
                Assert.DoesNotContain('<', said);
                Assert.DoesNotContain('>', said);
                var escaped = Mrkdwn.Escape(words);
                Assert.False(IsRead(words) && said.Contains(escaped, StringComparison.Ordinal), $"read as markup: {markup}");
                Assert.False(IsQuote(words) && $"\n{said}".Contains($"\n{escaped}", StringComparison.Ordinal), $"read as a quotation: {markup}");
            });
        });
    }

    /// <summary>Whether Slack would draw it otherwise than it was typed; by hand, and not by the code under test.</summary>
    private static bool IsRead(string words) => Regex.IsMatch(
        PlainText.Visible(words), @"\*[^*\s][^*]*\*|(^|\W)_[^_]+_(\W|$)|~[^~]+~|`[^`]+`|:[a-z0-9_+-]+:|\n\s*(>|&gt;)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static bool IsQuote(string words) => words.TrimStart() is ['>', ..];

    private static IEnumerable<string> Markup(JsonNode? node) => node switch
    {
        JsonObject text when text.Text("type") == "mrkdwn" => [text.Text("text")!],
        JsonObject other => other.SelectMany(entry => Markup(entry.Value)),
        JsonArray all => all.SelectMany(Markup),
        _ => [],
    };

    private static IEnumerable<JsonObject> Drawn(string words)
    {
        var asked = Lives.Pending with { Reason = words, Ticket = words, Rule = Lives.Pending.Rule with { Name = words } };
        var denied = Lives.Denied with { Decisions = [Lives.Denied.Decisions[0] with { Reason = words }] };
        var active = Lives.Active with { Ticket = words, Scope = Lives.Active.Scope with { Tables = [new("public", words), new(words, "employee")] } };
        foreach (var (key, request) in new (CardKey, AccessRequest)[]
        {
            (CardSlot.Decision, asked), (CardSlot.Status, asked), (CardSlot.Decision, denied), (CardSlot.Closing, denied), (CardSlot.Grant, active), (CardSlot.Decision, active),
        })
        {
            yield return SlackMessage.Of(RequestCards.For(request, key, Known, Cast.Hr)!).ToJson();
            yield return Modal.Of(DetailsCard.Of(request, Known, Cast.Hr, RunsOnRecord.None), "Details");
        }

        var statement = Lives.Statement with { Statement = Lives.Statement.Statement! with { Text = $"select '{words}'" } };
        yield return SlackMessage.Of(RequestCards.For(statement, CardSlot.Decision, Known, Cast.Hr)!).ToJson();
        yield return Modal.Of(DetailsCard.Of(statement, Known, Cast.Hr, RunsOnRecord.None), "Details");
        yield return RunModal.Changed(ChangedCard.Of(Lives.StatementActive, words, 0), "");
        yield return RunModal.Result(
            new(statement.Id, 1, words, Lives.Noon, MayExport: true, new(1, 1, null, [new(words, IsNumber: false)], 0, 1, [[words], [null]]) { Sums = words }), null, Lives.Noon);

        var part = new ConditionPart(words, [new(words, words)]);
        var explained = Lives.SecondStep with
        {
            Rule = Lives.SecondStep.Rule with { Risk = words },
            Explanation = Lives.SecondStep.Explanation! with { Applied = new(words, [part, part]), Earlier = [new(words, [part]), new(words, [], words)] },
        };
        var refused = Lives.DeniedByPolicy with { Audit = [Lives.DeniedByPolicy.Audit[^1] with { Reason = words, Facts = Lives.DeniedByPolicy.Audit[^1].Facts.SetItem("rule", words) }] };
        yield return SlackMessage.Of(Wording.Why(explained).Card()).ToJson();
        yield return Modal.Of(DetailsCard.Of(explained, Known, Cast.Hr, RunsOnRecord.None), "Details");
        yield return SlackMessage.Of(RequestCards.For(explained, CardSlot.Decision, Known, Cast.Hr)!).ToJson();
        yield return SlackMessage.Of(RequestCards.For(refused, CardSlot.Decision, Known, Cast.Hr)!).ToJson();
        yield return SlackMessage.Of(Wording.Of(new SubmitOutcome.DeniedByPolicy(words, words), readAlong: false).Card()).ToJson();

        var deny = RequestCards.For(asked, CardSlot.Decision, Known, Cast.Hr)!;
        yield return AskModal.Draw(deny.Actions.Single(action => action.Id == ActionIds.Deny), DetailsCard.Of(asked, Known, Cast.Hr, RunsOnRecord.None), "C1/1.1");
        yield return HomeView.Draw(new HomePage([RequestCards.For(active, CardSlot.Grant, Known, Cast.Hr)!], [RequestCards.For(asked, CardSlot.Status, Known, Cast.Hr)!], [deny], [Cast.Hr with { Environment = words }]));
        var found = Leftovers.Card(new()
        {
            Left = [new(words, words, 1, Lives.Noon, words)],
            Closed = [new(words, words, 1, Lives.Noon, words, words)],
            ScopeFindings = [$"jit_scope {words}"],
        });
        yield return SlackMessage.Of(found).ToJson();
        yield return AskModal.Draw(found.Items[0].Actions[0], "C1 1.1");
        if (words.Length is > 0 and < 1000)
        {
            var catalog = new TargetCatalog([new("hr", new(words, "employee"), RelationKind.Table), new("hr", new("public", words), RelationKind.View)]);
            var draft = new RequestDraft { Target = "hr-prod", Level = "read", Tables = [$"public.{words}"], Reason = words, Ticket = words };
            var target = Cast.Hr with { Databases = ["hr", words] };
            yield return FormModal.Draw(
                new(DraftAnalyst.Analyse(draft, target, catalog, Cast.Policy, Cast.Asking, Lives.Noon), "k3v7q2mzt5ab", ShowProblems: false), ["hr-prod"], FormEnd.Preset);
        }
    }
}
