using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;

namespace JitBot.Bot.Webhooks.Inbound.Payloads;

/// <summary>
/// JitBot's own words: <c>{"type": "request.create", "data": { … }}</c>. What <c>data</c> may not have is refused: <c>"table"</c> for <c>"tables"</c> would
/// ask for the whole database.
/// </summary>
internal static class GenericPayload
{
    public static WebhookOrder Read(WebhookSource source, byte[] body, DateTimeOffset now)
    {
        if (PayloadJson.Read<Envelope>(body, out var wrong) is not { } envelope)
        {
            return new WebhookOrder.Malformed(wrong!);
        }

        return envelope.Type switch
        {
            "request.create" => PayloadJson.Read<Asked>(envelope.Data, out wrong) is { } asked ? Create(source, asked, now) : new WebhookOrder.Malformed(wrong!),
            "request.decide" => PayloadJson.Read<Decided>(envelope.Data, out wrong) is { } decided ? Decide(decided) : new WebhookOrder.Malformed(wrong!),
            "incident.open" or "incident.close" => PayloadJson.Read<Told>(envelope.Data, out wrong) is { } told
                ? Report(source, told, envelope.Type == "incident.open", now) : new WebhookOrder.Malformed(wrong!),
            _ => new WebhookOrder.Malformed("has no 'type' that is request.create, request.decide, incident.open or incident.close"),
        };
    }

    private static WebhookOrder Create(WebhookSource source, Asked asked, DateTimeOffset now)
    {
        var duration = TimeSpan.Zero;
        var until = default(DateTimeOffset);
        return asked switch
        {
            { Person: null or "" } => new WebhookOrder.Malformed("has no data.person"),
            { Target: null or "" } => new WebhookOrder.Malformed("has no data.target"),
            { Duration: { } text } when DurationText.Read(text, out duration) != DurationFault.None => new WebhookOrder.Malformed("has a data.duration that is no length of time such as 2h or 1h30m"),
            { Until: { } text } when MomentText.Read(text, now, out until) != MomentFault.None => new WebhookOrder.Malformed("has a data.until that is no moment such as 2026-11-20T18:00Z"),
            _ when new[] { asked.AlsoIn, asked.Schemas, asked.Tables, asked.Columns }.Any(names => names?.Contains(null) == true) => new WebhookOrder.Malformed("has a null among names"),
            _ => new WebhookOrder.Create(asked.Person, new RequestDraft
            {
                Target = asked.Target,
                Level = asked.Level,
                Database = asked.Database,
                AlsoIn = Names(asked.AlsoIn),
                Schemas = Names(asked.Schemas),
                Tables = Names(asked.Tables),
                Columns = Names(asked.Columns),
                Unmask = asked.Unmask,
                Statement = asked.Statement,
                Export = asked.Export,
                Address = asked.Address,
                Duration = asked.Duration is null ? null : duration,
                Until = asked.Until is null ? null : until,
                Reason = string.IsNullOrWhiteSpace(asked.Reason) ? null : asked.Reason.Trim(),
                Ticket = asked.Ticket,
            }),
        };
    }

    private static WebhookOrder Decide(Decided decided) => decided switch
    {
        { Person: null or "" } => new WebhookOrder.Malformed("has no data.person"),
        { Terms: null } => new WebhookOrder.Malformed("has no data.terms: which terms of the request the person was shown"),
        _ when !RequestId.TryParse(decided.Request, out _) => new WebhookOrder.Malformed("has no data.request that is a request's id"),
        _ when Verdict(decided.Verdict) is null => new WebhookOrder.Malformed("has no data.verdict that is approve or deny"),
        _ => new WebhookOrder.Decide(Id(decided.Request), decided.Terms.Value, decided.Person, Verdict(decided.Verdict)!.Value, decided.Reason),
    };

    private static WebhookOrder Report(WebhookSource source, Told told, bool isOpen, DateTimeOffset now) => PayloadJson.Id(told.Id) is { } id
        ? new WebhookOrder.Report([new(id, isOpen, source.SeverityOf(told.Severity), PayloadJson.Title(told.Title), now)])
        : new WebhookOrder.Malformed("has no data.id of at most 200 characters that can be seen");

    private static RequestId Id(string? text) => RequestId.TryParse(text, out var id) ? id : default;

    private static Verdict? Verdict(string? text) => text switch
    {
        "approve" => Core.Approvals.Verdict.Approve,
        "deny" => Core.Approvals.Verdict.Deny,
        _ => null,
    };

    private static ImmutableArray<string> Names(string?[]? names) => names is null ? [] : [.. names.OfType<string>()];

    internal sealed record Envelope
    {
        public string? Type { get; init; }
        public JsonElement Data { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Asked
    {
        public string? Person { get; init; }
        public string? Target { get; init; }
        public string? Level { get; init; }
        public string? Database { get; init; }
        public string?[]? AlsoIn { get; init; }
        public string?[]? Schemas { get; init; }
        public string?[]? Tables { get; init; }
        public string?[]? Columns { get; init; }
        public bool Unmask { get; init; }
        public string? Statement { get; init; }
        public bool Export { get; init; }
        public string? Address { get; init; }
        public string? Duration { get; init; }
        public string? Until { get; init; }
        public string? Reason { get; init; }
        public string? Ticket { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Decided
    {
        public string? Request { get; init; }
        public int? Terms { get; init; }
        public string? Person { get; init; }
        public string? Verdict { get; init; }
        public string? Reason { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Told
    {
        public string? Id { get; init; }
        public string? Severity { get; init; }
        public string? Title { get; init; }
    }
}
