using System.Net;
using System.Text.RegularExpressions;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// A message's text as it was typed: Slack writes three characters as entities, makes links of addresses, which are part of what was said, and marks
/// mentions, of which that of the bot is not. Within a statement nothing that was typed is left out or changed. Pure.
/// </summary>
internal static class TypedText
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    // Only what nobody types themselves: an angle bracket between numbers is part of a statement.
    private static readonly Regex Mention = new("<@[A-Z0-9]+(\\|[^<>\\n]*)?>", Options);
    private static readonly Regex FirstMentions = new(@"^(\s*<@[A-Z0-9]+(\|[^<>\n]*)?>)+", Options);
    private static readonly Regex AnyMention = new(@"<(?<sign>[@#!])(subteam\^)?(?<id>[A-Za-z0-9]+)(\|(?<shown>[^<>\n]*))?>", Options);
    private static readonly Regex Link = new(@"<(?<address>(https?://|mailto:|tel:)[^<>|\s]+)(\|(?<shown>[^<>\n]*))?>", Options);
    private static readonly Regex BringsStatement = new(@"^\s*(/?jit\s+)?(query|run)[!?.,:]*(\s|$)", Options | RegexOptions.IgnoreCase);

    /// <summary>What is said to the bot.</summary>
    public static string Of(string text)
    {
        var said = FirstMentions.Replace(text, "");
        return BringsStatement.IsMatch(said) ? Statement(said) : Unmarked(Mention.Replace(said, " ")).Replace('\u00A0', ' ').Trim();
    }

    /// <summary>A statement, or what is said with one: with every no-break space, and mentions as they are seen, as far as Slack gives their names.</summary>
    public static string Statement(string text) => Unmarked(AnyMention.Replace(FirstMentions.Replace(text, ""), Seen)).Trim();

    private static string Unmarked(string text) => WebUtility.HtmlDecode(Link.Replace(text, Shown));

    private static string Seen(Match mention) =>
        $"{(mention.Groups["sign"].Value == "#" ? "#" : "@")}{mention.Groups[mention.Groups["shown"].Length > 0 ? "shown" : "id"].Value.TrimStart('@', '#')}";

    private static string Shown(Match link) => link.Groups[link.Groups["shown"].Success ? "shown" : "address"].Value;
}
