using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>From a typed line or a form to a request: submitted where nothing is missing, else the form, filled with what was understood.</summary>
internal sealed class AskForAccess(PreviewRequest preview, SubmitRequest submit, TargetRegistry targets)
{
    public async Task<Reply> TypedAsync(Asker asker, RequestDraft typed, Origin origin, CancellationToken ct)
    {
        var draft = WithTarget(typed);
        switch (await preview.HandleAsync(asker.Person, draft, ct))
        {
            case PreviewOutcome.Previewed { Analysis.Problems.IsEmpty: true }:
                return await submit.HandleAsync(new(origin, asker.Person, draft), ct) switch
                {
                    // The tables may have changed since the preview.
                    SubmitOutcome.NotReady { Why: PreviewOutcome.Previewed { Analysis: var now } } when WrongStatement(now) is { } refused => new Reply.Card(refused.Card()),
                    SubmitOutcome.NotReady { Why: PreviewOutcome.Previewed { Analysis: var now } } => Form(asker, now, FormIdOf(origin)),
                    var outcome => new Reply.Card(Wording.Of(outcome, readAlong: !asker.InPrivate).Card()),
                };
            // Whoever typed a statement wants to know at once what is wrong with it, and typed it where they can mend it.
            case PreviewOutcome.Previewed { Analysis: var analysis } when WrongStatement(analysis) is { } refused:
                return new Reply.Card(refused.Card());
            case var previewed:
                return Form(asker, draft, previewed, origin);
        }
    }

    /// <summary>The form whatever was said, for somebody who wants to see it before they submit.</summary>
    public async Task<Reply> OpenedAsync(Asker asker, RequestDraft known, Origin origin, CancellationToken ct)
    {
        var draft = WithTarget(known);
        return Form(asker, draft, await preview.HandleAsync(asker.Person, draft, ct), origin);
    }

    /// <param name="form">The message the form stands in; it becomes the request's status card.</param>
    public async Task<Reply> SubmittedAsync(Asker asker, FormInput input, string formId, Origin origin, PostedCard? form, CancellationToken ct)
    {
        var said = FormDraft.Of(input);
        var draft = said;
        if (input.ScopeUnseen && FormDraft.SaysScope(said))
        {
            if (!ShowsNoScope(said))
            {
                // Nobody asks for what they have not seen.
                return await ChangedAsync(asker, input, formId, ct);
            }

            draft = FormDraft.WithoutScope(said);
        }

        if (FormDraft.DurationProblem(input) is not null || !FormDraft.TakenOut(input, draft, !ShowsNoScope(said)).IsEmpty)
        {
            return await FormAsync(asker, input, said, draft, formId, showProblems: true, ct);
        }

        // The form's id comes back from a client; with its sender in it, nobody's form can be mistaken for another's.
        var delivery = origin with { Delivery = $"form {formId} {asker.Person.Id}" };
        var status = form is null ? null : form with { Slot = CardSlot.Status, Revision = 0 };
        return await submit.HandleAsync(new(delivery, asker.Person, draft, status), ct) switch
        {
            SubmitOutcome.Submitted submitted => new Reply.Card(StatusOf(submitted.Request, asker.Person)),
            SubmitOutcome.NotReady { Why: PreviewOutcome.Previewed { Analysis: var now } } => new Reply.Form(now, formId, ShowProblems: true) { Said = said },
            var outcome => new Reply.Aside(Wording.Of(outcome, readAlong: !asker.InPrivate).Card()),
        };
    }

    public Task<Reply> ChangedAsync(Asker asker, FormInput input, string formId, CancellationToken ct)
    {
        var said = FormDraft.Of(input);
        return FormAsync(asker, input, said, ShowsNoScope(said) ? FormDraft.WithoutScope(said) : said, formId, showProblems: false, ct);
    }

    private async Task<Reply> FormAsync(
        Asker asker, FormInput input, RequestDraft said, RequestDraft draft, string formId, bool showProblems, CancellationToken ct) =>
        await preview.HandleAsync(asker.Person, draft, ct) switch
        {
            PreviewOutcome.Previewed { Analysis: var now } =>
                new Reply.Form(FormDraft.WithDurationProblem(now with { Problems = now.Problems.AddRange(FormDraft.TakenOut(input, draft, !ShowsNoScope(said))) }, input), formId, showProblems) { Said = said },
            var refused => new Reply.Aside(Wording.Of(refused).Card()),
        };

    private static Note? WrongStatement(DraftAnalysis analysis) => analysis.Draft.Statement is { } sql
        ? analysis.Problems.Select(problem => Wording.Refused(sql, problem)).FirstOrDefault(note => note is not null)
        : null;

    /// <summary>Whether the form leaves out schemas, tables and columns at this level, because the operator has fixed what it reaches.</summary>
    private bool ShowsNoScope(RequestDraft draft) =>
        draft.Level is { } level && targets.Find(draft.Target.Trim())?.Profile(level.Trim()) is { IsPremade: true };

    /// <summary>Who has a single target need not say its name.</summary>
    private RequestDraft WithTarget(RequestDraft typed) => typed.Target.Length == 0 && targets.All is [var only] ? typed with { Target = only.Id } : typed;

    private Reply Form(Asker asker, RequestDraft draft, PreviewOutcome previewed, Origin origin) => previewed switch
    {
        PreviewOutcome.Previewed ready => Form(asker, ready.Analysis, FormIdOf(origin)),
        PreviewOutcome.UnknownTarget { Name: "", Known.IsEmpty: false } which =>
            new Reply.PickTarget(draft, [.. targets.All.Select(target => target.Id)], FormIdOf(origin), Wording.Of(which).Card()),
        var refused => new Reply.Card(Wording.Of(refused).Card()),
    };

    private static Reply Form(Asker asker, DraftAnalysis analysis, string formId) => asker.InPrivate
        ? new Reply.Form(analysis, formId, ShowProblems: false)
        : new Reply.PrivateForm(analysis, formId);

    /// <summary>The same delivery, come twice, opens the same form.</summary>
    private static string FormIdOf(Origin origin) => RequestId.From(origin).Value;

    private CardView StatusOf(AccessRequest request, Person requester) =>
        RequestCards.For(request, CardSlot.Status, Names.Of(requester), targets.Find(request.Scope.Target))!;
}
