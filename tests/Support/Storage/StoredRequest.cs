using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Support;

/// <summary>One row: the document, and beside it the columns the real store promotes.</summary>
internal sealed class StoredRequest
{
    private readonly Slot _access = new();
    private readonly Slot _outreach = new();
    private DateTimeOffset[] _steps = [];

    public RequestId Id { get; private set; }
    public long Version { get; private set; }
    public string Json { get; set; } = "";
    public PersonId Requester { get; private set; }
    public string Target { get; private set; } = "";
    public RequestState State { get; private set; }
    public DateTimeOffset SubmittedAt { get; private set; }
    public DateTimeOffset? AccessOver { get; private set; }
    public int Steps { get; private set; }
    public DateTimeOffset? UnsealedAt => Steps > Sealed ? _steps[Sealed] : null;
    public int Sealed { get; set; }

    public Slot this[Lane lane] => lane == Lane.Access ? _access : _outreach;

    public void Write(AccessRequest request, long version)
    {
        (Json, Version) = (Jsonb.Keep(RequestDocument.Write(request)), version);
        (Id, Requester, Target, State, SubmittedAt) = (request.Id, request.Requester, request.Scope.Target, request.State, request.SubmittedAt);
        AccessOver = request.Grant.ActiveSince is null ? null : request.Grant.EndedAt ?? DateTimeOffset.MaxValue;
        (Steps, _steps) = (request.Audit.Length, [.. request.Audit.Select(step => step.At)]);
        _access.Due = request.NextWork(Lane.Access)?.DueAt;
        _outreach.Due = request.NextWork(Lane.Outreach)?.DueAt;
    }

    public AccessRequest Read() => RequestDocument.Read(Json, Version);

    /// <summary>A lane of the row: when it is due, and who holds it until when.</summary>
    internal sealed class Slot
    {
        public DateTimeOffset? Due { get; set; }
        public DateTimeOffset? Until { get; set; }
        public Guid? Token { get; set; }

        public bool IsFree(DateTimeOffset now) => Until is not { } until || until <= now;
    }
}
