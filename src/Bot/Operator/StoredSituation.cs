using System.Globalization;
using JitBot.Bot.Configuration;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Operator;

/// <summary>
/// A stored request as it was asked: at the moment it was submitted, for as long and of what it was asked for. What nobody wrote down then is
/// taken as it is now (groups) or as nothing (live grants, incidents).
/// </summary>
internal static class StoredSituation
{
    /// <returns>Null if its requester, target, level or database is no longer configured.</returns>
    public static RequestFacts? Facts(AccessRequest request, Organisation organisation)
    {
        if (organisation.People.FirstOrDefault(person => person.Id == request.Requester) is not { } requester
            || organisation.Targets.FirstOrDefault(target => target.Id == request.Scope.Target) is not { } target
            || target.Profile(request.Scope.Level) is not { } profile
            || !request.Scope.Databases.All(database => target.Databases.Contains(database, StringComparer.Ordinal)))
        {
            return null;
        }

        return new()
        {
            Target = target,
            Profile = profile,
            Kind = request.Statement is null ? RequestKinds.Login : RequestKinds.Statement,
            Statement = request.Statement?.Text ?? "",
            DataExport = request.Statement is { Export: true },
            Database = request.Scope.Database,
            Tables = SituationReader.Reached(request.Scope.Schemas, request.Scope.Tables),
            // Which columns were masked in which table is on record for people to read.
            MaskedColumns = request.Masked is null ? RequestFacts.NoneMasked : null,
            Elsewhere =
            [
                .. request.Scope.Also.Zip(request.Elsewhere, (there, known) => new DatabaseFacts(there.Database, there.Tables, known.Masked is null ? RequestFacts.NoneMasked : null)),
            ],
            Unmask = request.Scope.Unmask,
            Duration = request.Duration,
            Reason = request.Reason,
            Ticket = request.Ticket ?? "",
            SourceIp = request.Scope.Address?.Text ?? "",
            Requester = SituationReader.Requester(requester, organisation, activeGrants: 0),
            Now = request.SubmittedAt,
        };
    }

    /// <summary>Such as <c>dana, write on hr-prod, 2026-11-20 18:00 UTC</c>.</summary>
    public static string Words(AccessRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Requester}, {request.Scope.Level} on {request.Scope.Target}, {request.SubmittedAt:yyyy-MM-dd HH:mm} UTC");
}
