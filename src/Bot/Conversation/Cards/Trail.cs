using System.Globalization;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>The steps on record, in words.</summary>
internal static class Trail
{
    /// <summary>One step; the actor's own words stand apart from it.</summary>
    public static CardText Words(AccessRequest request, AuditEntry entry, Names names)
    {
        var actor = names[new(entry.Actor)];
        return entry.Event switch
        {
            AuditEvents.Submitted => CardText.Of($"Asked by {actor}."),
            AuditEvents.Withdrawn => CardText.Of($"Withdrawn by {actor}."),
            AuditEvents.Lapsed => CardText.Of($"Nobody decided in time, so it lapsed."),
            AuditEvents.Automatic => CardText.Of($"Approved by rule {entry.Facts["rule"]}; nobody had to decide."),
            AuditEvents.Nudged => CardText.Of($"{actor} asks you to look."),
            AuditEvents.Escalated => CardText.Of($"It has waited too long; {entry.Facts["group"]} may decide, too."),
            AuditEvents.DeniedByPolicy => CardText.Of($"Rule {entry.Facts["rule"]} came to refuse it:"),
            AuditEvents.ApprovalGiven when entry.Facts.GetValueOrDefault("step") is { } step && step != "1 of 1" => CardText.Of($"Step {step} approved by {actor}."),
            AuditEvents.ApprovalGiven => CardText.Of($"Approved by {actor}."),
            AuditEvents.Denied => CardText.Of($"Denied by {actor}:"),
            AuditEvents.Issued => CardText.Of($"Access is on until {End(entry)}."),
            AuditEvents.IssueRefused => CardText.Of($"Access could not be given:"),
            AuditEvents.SecretShown => CardText.Of($"Credentials shown to {actor}."),
            AuditEvents.Reminded => CardText.Of($"Access ends soon; {names[request.Requester]} was told."),
            AuditEvents.ExtensionAsked => CardText.Of($"{actor} asks for more time, until {End(entry)}."),
            AuditEvents.ExtensionDenied => CardText.Of($"More time denied by {actor}:"),
            AuditEvents.Extended => CardText.Of($"Extended until {End(entry)}."),
            AuditEvents.EndMoved => CardText.Of($"The database knows the new end."),
            AuditEvents.EndBegun when request.Grant.Ending is { } ending => Standing.Cause(request, ending, names),
            AuditEvents.Overstay => CardText.Of($"The end is overdue; the operators were told."),
            AuditEvents.Residue => CardText.Of($"Closed and without sessions, but the account cannot be removed yet."),
            AuditEvents.Ended when request.Grant.OwnLogin is { } own => OwnLoginWords.Taken(own, entry.At),
            AuditEvents.Ended => CardText.Of($"The account is gone from {request.Scope.Target}."),
            AuditEvents.Confirmed => CardText.Of($"A second look found nothing left."),
            _ => CardText.Of($"{entry.Event}"),
        };
    }

    private static DateTimeOffset End(AuditEntry entry) => DateTimeOffset.Parse(entry.Facts["ends"], CultureInfo.InvariantCulture);
}
