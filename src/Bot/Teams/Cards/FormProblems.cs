using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Cards;

/// <summary>What keeps a form from being submitted. What is merely missing is not held against somebody who has not tried yet.</summary>
internal sealed class FormProblems(Reply.Form form)
{
    private readonly DraftProblem[] _shown =
        [.. form.Analysis.Problems.Where(problem => form.ShowProblems || problem is not DraftProblem.Missing)];

    public bool Any(params ReadOnlySpan<DraftField> fields)
    {
        foreach (var problem in _shown)
        {
            if (fields.Contains(problem.Field))
            {
                return true;
            }
        }

        return false;
    }

    public IEnumerable<JsonObject> Of(DraftField field) =>
        _shown.Where(problem => problem.Field == field).Select(problem => Line(Wording.Of(problem, form.Analysis.Draft.Statement)));

    /// <summary>Beside the button, because the fields may be out of sight.</summary>
    public IEnumerable<JsonObject> Count()
    {
        if (form.ShowProblems && _shown.Length > 0)
        {
            yield return Line(_shown.Length == 1
                ? "Not submitted yet: one thing to mend, named above."
                : $"Not submitted yet: {_shown.Length} things to mend, named above.");
        }
    }

    private static JsonObject Line(string words)
    {
        var line = Elements.TextBlock(TeamsText.Markdown(words));
        line["color"] = "attention";
        line["spacing"] = "small";
        return line;
    }
}
