namespace JitBot.Bot.Teams.Cards;

/// <summary>Keys in an action's data and ids of inputs. Posted cards outlive versions: a meaning never changes.</summary>
internal static class FormFields
{
    /// <summary>Of a button: the request's id.</summary>
    public const string Request = "request";

    /// <summary>Of a button: the terms that were shown.</summary>
    public const string Terms = "terms";

    /// <summary>Of a button that asks for a line: why something is denied.</summary>
    public const string Text = "text";

    /// <summary>Of <c>Action.Submit</c>, which has no verb: one of <see cref="Conversation.ActionIds"/>.</summary>
    public const string Verb = "verb";

    /// <summary>Of a form: its id.</summary>
    public const string Form = "form";

    public const string Target = "target";
}
