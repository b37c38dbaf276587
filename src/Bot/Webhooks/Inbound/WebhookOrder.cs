using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Incidents;
using JitBot.Core.Requests;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>What a webhook asks for, whichever source's words it is in. Nothing in it is believed yet but who sent it.</summary>
internal abstract record WebhookOrder
{
    private WebhookOrder() { }

    /// <param name="Person">An id or an e-mail address.</param>
    public sealed record Create(string Person, RequestDraft Draft) : WebhookOrder;

    /// <param name="Person">Whose word it is: an id or an e-mail address.</param>
    public sealed record Decide(RequestId Request, int Terms, string Person, Verdict Verdict, string? Reason) : WebhookOrder;

    /// <summary>Somebody's word on all that waits for this ticket.</summary>
    /// <param name="Person">An id or an e-mail address.</param>
    /// <param name="At">When they gave it, by the source's clock; null if it does not say, as a rejection may.</param>
    public sealed record DecideTicket(string Ticket, string Person, Verdict Verdict, string? Reason, DateTimeOffset? At) : WebhookOrder;

    public sealed record Report(ImmutableArray<IncidentReport> Incidents) : WebhookOrder;

    /// <summary>Something that JitBot has no use for, which is no mistake of the sender's.</summary>
    public sealed record Nothing(string What) : WebhookOrder;

    /// <param name="Why">The rest of a sentence about the body.</param>
    public sealed record Malformed(string Why) : WebhookOrder;

    /// <summary>What its source has to be allowed.</summary>
    public SourceRights Needs => this switch
    {
        Create => SourceRights.Requests,
        Decide or DecideTicket => SourceRights.Decisions,
        Report => SourceRights.Incidents,
        _ => SourceRights.None,
    };
}
