using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>How a request stands, from the first decision to the last look at its account.</summary>
internal static class Standing
{
    public static string Status(AccessRequest request) => request.State switch
    {
        RequestState.Pending => Waiting(Ballot.Of(request)!),
        RequestState.Approved => "Approved, access is being made",
        RequestState.Active => "Active",
        RequestState.Ending when request.Grant.Ending!.Cause == EndCause.NotIssued => "Could not be given",
        RequestState.Ending => "Ending",
        RequestState.Ended => request.Grant.Ending!.Cause switch
        {
            EndCause.GivenBack => "Given back",
            EndCause.Revoked => "Revoked",
            EndCause.NotIssued => "Could not be given",
            _ => "Ended",
        },
        RequestState.Denied => "Denied",
        RequestState.Withdrawn => "Withdrawn",
        RequestState.Lapsed => "Lapsed",
        _ => throw new InvalidOperationException($"Unknown state {request.State}."),
    };

    /// <summary>How far the approvals have come, where one is not enough.</summary>
    public static string Waiting(Ballot ballot)
    {
        var (open, steps) = (ballot.OpenStep, ballot.Rule.Steps.Length);
        var people = ballot.Step is { Needed: > 1 } several ? $"{ballot.Given(open)} of {several.Needed}" : null;
        return (steps, people) switch
        {
            (> 1, null) => $"Waiting for approval: step {open + 1} of {steps}",
            (> 1, _) => $"Waiting for approval: step {open + 1} of {steps}, {people} approvals",
            (_, not null) => $"Waiting for approval: {people}",
            _ => "Waiting for approval",
        };
    }

    public static CardTone Tone(AccessRequest request) => request.State switch
    {
        RequestState.Pending => CardTone.Waiting,
        RequestState.Approved or RequestState.Active => CardTone.Good,
        RequestState.Denied => CardTone.Bad,
        RequestState.Ending or RequestState.Ended => request.Grant.Ending!.Cause switch
        {
            EndCause.NotIssued => CardTone.Bad,
            EndCause.Revoked or EndCause.AccountMissing or EndCause.HolderDisabled => CardTone.Warning,
            _ => CardTone.Neutral,
        },
        _ => CardTone.Neutral,
    };

    /// <summary>What has happened since it was asked, oldest first.</summary>
    public static IEnumerable<CardText> Story(AccessRequest request, Names names) =>
        Votes(request.Decisions.Where(decision => decision.Verdict == Verdict.Approve), names)
            .Concat(Waited(request))
            .Concat(MoreTime(request, names))
            .Concat(Outcome(request, names));

    /// <summary>That nobody had to decide, or that others joined in.</summary>
    private static IEnumerable<CardText> Waited(AccessRequest request)
    {
        if (request.Rule.IsAutomatic)
        {
            yield return CardText.Of($"Nobody had to decide, as rule {request.Rule.Name} says.");
        }

        foreach (var escalation in request.Escalations)
        {
            yield return CardText.Of($"It waited too long, so {Wording.Either(escalation.Groups)} may decide, too, since {escalation.At}.");
        }
    }

    /// <summary>What was asked beyond the first end, and where it stands.</summary>
    public static IEnumerable<CardText> MoreTime(AccessRequest request, Names names)
    {
        foreach (var extension in request.Extensions)
        {
            var who = string.Join(", ", extension.Decisions.Select(decision => names[decision.Approver]));
            yield return extension switch
            {
                { Verdict: Verdict.Deny } when extension.Decisions.All(decision => decision.Verdict != Verdict.Deny) => CardText.Of(
                    $"{ExtensionCard.Words(extension)} more was refused by the policy."),
                { Verdict: Verdict.Approve, Decisions.IsEmpty: true } => CardText.Of(
                    $"Extended by {ExtensionCard.Words(extension)} to {extension.Until}, as rule {extension.Rule.Name} allows."),
                { Verdict: Verdict.Approve } => CardText.Of($"Extended by {ExtensionCard.Words(extension)} to {extension.Until}, approved by {who}."),
                { Verdict: Verdict.Deny } => CardText.Of($"{ExtensionCard.Words(extension)} more denied by {names[extension.Decisions[^1].Approver]}."),
                _ when request.OpenExtension == extension => CardText.Of(
                    $"{ExtensionCard.Words(extension)} more, to {extension.Until}, waits for {Wording.WaitsFor(request)}."),
                _ => CardText.Of($"{ExtensionCard.Words(extension)} more was not decided in time."),
            };
        }

        if (request is { State: RequestState.Active, Grant.CarriedEnd: { } old })
        {
            yield return CardText.Of($"The database is being told of the new end; until it knows, the login ends {old}.");
        }
    }

    /// <summary>What became of it in the end, or for now.</summary>
    public static IEnumerable<CardText> Outcome(AccessRequest request, Names names) => request.State switch
    {
        RequestState.Denied when request.Audit.LastOrDefault(entry => entry.Event == AuditEvents.DeniedByPolicy) is { } refused =>
            [CardText.Of($"Rule {refused.Facts["rule"]} came to refuse it, {refused.At}:"), CardText.Quote(refused.Reason ?? "")],
        RequestState.Denied => Votes(request.Decisions.Where(decision => decision.Verdict == Verdict.Deny), names),
        RequestState.Withdrawn => [CardText.Of($"Withdrawn by {names[request.Requester]}, {request.StateSince}.")],
        RequestState.Lapsed => [CardText.Of($"Nobody decided by {request.LapsesAt}, so it lapsed.")],
        RequestState.Ending or RequestState.Ended => End(request, names),
        _ => [],
    };

    public static IEnumerable<CardText> Votes(IEnumerable<Decision> decisions, Names names)
    {
        foreach (var decision in decisions)
        {
            var done = decision.Verdict == Verdict.Approve ? "Approved" : "Denied";
            yield return CardText.Of($"{done} by {names[decision.Approver]}, {decision.At}{(decision.Reason is null ? "." : ":")}");
            if (decision.Reason is { } words)
            {
                yield return CardText.Quote(words);
            }
        }
    }

    /// <summary>Why access ended or was never given, and how far its clearing away has come.</summary>
    public static IEnumerable<CardText> End(AccessRequest request, Names names)
    {
        var ending = request.Grant.Ending!;
        yield return Cause(request, ending, names);
        if (ending is { Cause: EndCause.Revoked, Reason: { } words })
        {
            yield return CardText.Quote(words);
        }

        if (request.Grant is { OwnLogin: { } own, Residue: null })
        {
            if (ending.Cause is not (EndCause.AccountMissing or EndCause.NotIssued))
            {
                yield return OwnLoginWords.Taken(own, request.Grant.EndedAt);
            }
        }
        else if (request.Grant.EndedAt is { } endedAt)
        {
            if (request.Grant.ActiveSince is not null)
            {
                yield return CardText.Of($"The account was removed, {endedAt}.");
            }
        }
        else if (request.Grant.Residue is { } why)
        {
            yield return CardText.Of($"The account is closed and has no sessions. It cannot be removed yet, and is tried again: {why}");
        }
        else
        {
            yield return CardText.Of($"The account is being closed and removed.");
        }

        if (!request.Grant.Changes.IsEmpty)
        {
            yield return CardText.Of($"Different since then on what could be altered, with what makes it as it was:");
            foreach (var line in RequestCards.Lines(request.Grant.Changes))
            {
                yield return line;
            }
        }

        if (!request.Grant.Kept.IsEmpty)
        {
            yield return CardText.Of($"What the account owned was kept, and the owners of {request.Scope.Target} can hand it out:");
            foreach (var line in RequestCards.Lines(request.Grant.Kept))
            {
                yield return line;
            }
        }
    }

    /// <summary>Why access ended or was never given.</summary>
    public static CardText Cause(AccessRequest request, Ending ending, Names names) => ending.Cause switch
    {
        EndCause.Expired when ending.Reason is { } late => CardText.Of($"Its time was up, {ending.Due}. {late}"),
        EndCause.Expired => CardText.Of($"Its time was up, {ending.Due}."),
        EndCause.GivenBack => CardText.Of($"Given back by {names[request.Requester]}, {ending.At}."),
        EndCause.Revoked when ending.By is { } owner => CardText.Of($"Revoked by {names[owner]}, {ending.At}:"),
        EndCause.Revoked => CardText.Of($"Revoked, {ending.At}:"),
        EndCause.NotIssued => CardText.Of($"Access could not be given: {ending.Reason ?? "the reason is not known."}"),
        EndCause.AccountMissing when request.Grant.OwnLogin is { } own => CardText.Of(
            $"What it gave the login {own.Name} was gone from the database, {ending.At}: taken by hand, or the database was replaced."),
        EndCause.AccountMissing => CardText.Of(
            $"The account was gone from the database, {ending.At}: removed by hand, or the database was replaced."),
        EndCause.HolderDisabled => CardText.Of($"The person it was for was disabled in JitBot's directory, {ending.At}."),
        _ => throw new InvalidOperationException($"Unknown cause {ending.Cause}."),
    };
}
