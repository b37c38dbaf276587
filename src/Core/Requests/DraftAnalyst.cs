using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>Holds a draft against the live catalogue and the policy. Pure: form, preview and submission all ask it.</summary>
public static class DraftAnalyst
{
    public const int MostNames = 100;

    /// <summary>How many databases a statement can be for beside the first.</summary>
    public const int MostAlsoIn = 10;

    public const int MostReason = 1000;
    public const int MostTicket = 100;

    /// <summary>The longest IPv6 address with its prefix has 49.</summary>
    public const int MostAddress = 60;

    internal const int MostSuggestions = 5;

    public static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(10);

    private static readonly ImmutableArray<TimeSpan> UsualTimes =
    [
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromDays(1),
    ];

    /// <summary>What is judged until a time is named.</summary>
    public static TimeSpan UsualDuration => UsualTimes[0];

    /// <param name="now">UTC; an end that was asked for is judged against it.</param>
    /// <param name="statement">What is known of the draft's statement; null if it has none.</param>
    /// <param name="incident">How severe the worst open incident is; null if none is open.</param>
    public static DraftAnalysis Analyse(
        RequestDraft draft, Target target, TargetCatalog catalog, PolicyDocument policy, RequesterFacts requester, DateTimeOffset now, StatementReading? statement = null, string? incident = null)
    {
        var problems = ImmutableArray.CreateBuilder<DraftProblem>();
        var profile = Level(draft, target, requester, problems);
        var scope = profile is null ? null : ResolveScope.Of(draft, statement, target, catalog, profile, problems);
        var facts = profile is null ? null : Facts(draft, statement, target, catalog, profile, scope, requester, now) with { IncidentSeverity = incident };
        var verdict = facts is null ? null : PolicyEngine.Decide(policy, facts);
        // Of what is refused nothing more is asked: nobody should write a reason, or shorten a time, to be refused then.
        var isRefused = verdict?.Denied is not null;
        var lasts = Lasts(draft, isRefused ? null : verdict?.Pinned, now, problems);
        var asks = verdict?.Rule ?? policy.Fallback;
        DraftProblem?[] texts =
        [
            TextProblem(DraftField.Reason, draft.Reason, MostReason, isRefused ? TextRule.Nothing : asks.Reason, verdict),
            TextProblem(DraftField.Ticket, draft.Ticket, MostTicket, isRefused ? TextRule.Nothing : asks.Ticket, verdict),
        ];
        return new(
            draft, target, catalog, policy, facts, verdict, scope, lasts, facts is null ? [] : Times(facts, policy, verdict!.Pinned), [.. problems, .. texts.OfType<DraftProblem>()]);
    }

    /// <summary>What the policy judges the draft on. Until a scope is named it is the whole database; until a time is, the shortest usual one.</summary>
    private static RequestFacts Facts(
        RequestDraft draft, StatementReading? statement, Target target, TargetCatalog catalog, AccessProfile profile, AccessScope? scope, RequesterFacts requester, DateTimeOffset now)
    {
        scope ??= new() { Target = target.Id, Level = profile.Name, Database = FirstKnown(draft, target) };
        var lasts = draft.Duration ?? draft.Until - now;
        StatementPlan? PlanIn(string database) => (statement?.Plans.GetValueOrDefault(database) as PlanResult.Planned)?.Plan;
        return new()
        {
            Target = target,
            Profile = profile,
            Kind = draft.Statement is null ? RequestKinds.Login : RequestKinds.Statement,
            Statement = ApprovedStatement.Trimmed(draft.Statement ?? ""),
            DataExport = draft.Export,
            Database = scope.Database,
            Tables = RequestFacts.Touched(RequestFacts.Reached(scope, catalog), PlanIn(scope.Database)),
            MaskedColumns = RequestFacts.MaskedIn(catalog, scope.Database),
            Elsewhere = [.. scope.Also.Select(there => new DatabaseFacts(there.Database, RequestFacts.Touched(there.Tables, PlanIn(there.Database)), RequestFacts.MaskedIn(catalog, there.Database)))],
            Unmask = RequestFacts.Unmasks(draft.Unmask, profile, target),
            Duration = lasts is { } time && time > TimeSpan.Zero ? time : UsualDuration,
            Reason = draft.Reason?.Trim() ?? "",
            Ticket = draft.Ticket?.Trim() ?? "",
            SourceIp = SourceAddress.Read(draft.Address, out _)?.Text ?? "",
            Requester = requester,
            Now = now,
        };
    }

    private static string FirstKnown(RequestDraft draft, Target target) =>
        draft.Database?.Trim() is { } asked && target.Databases.Contains(asked, StringComparer.Ordinal) ? asked : target.Databases[0];

    /// <summary>The usual lengths of time, each held against the rule that would apply to it, and the longest that rule allows.</summary>
    private static ImmutableArray<TimeSpan> Times(RequestFacts facts, PolicyDocument policy, PinnedRule rule)
    {
        var dependsOnTime = policy.Mentions("request.duration");
        var longest = rule.LongestDuration;
        return [.. UsualTimes.Append(longest).Distinct().Where(time => time <= Decide(time).LongestDuration).Order().TakeLast(5)];

        PinnedRule Decide(TimeSpan time) => dependsOnTime ? PolicyEngine.Decide(policy, facts with { Duration = time }).Pinned : rule;
    }

    private static AccessProfile? Level(RequestDraft draft, Target target, RequesterFacts requester, ImmutableArray<DraftProblem>.Builder problems)
    {
        if (draft.Statement is not null)
        {
            return AccessProfile.Statement;
        }

        if (string.IsNullOrWhiteSpace(draft.Level))
        {
            problems.Add(new DraftProblem.Missing(DraftField.Level));
            return null;
        }

        var profile = target.Profile(draft.Level.Trim());
        profile = profile == AccessProfile.Statement ? null : profile;
        if (profile is null)
        {
            problems.Add(Unknown(DraftField.Level, draft.Level, target.Profiles.Select(known => known.Name)));
        }
        else if (profile.ForOwnLogin && !requester.OwnLogins.Contains(target.Id, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new DraftProblem.NoOwnLogin(profile.Name, target.Id));
        }

        return profile;
    }

    private static TimeSpan? Lasts(RequestDraft draft, PinnedRule? rule, DateTimeOffset now, ImmutableArray<DraftProblem>.Builder problems)
    {
        var lasts = draft.Duration ?? draft.Until - now;
        DraftProblem? problem = draft switch
        {
            { Duration: not null, Until: not null } => new DraftProblem.DurationAndUntil(),
            { Until: { } until } when lasts < ShortestDuration => new DraftProblem.TooSoon(until, ShortestDuration),
            _ when lasts is null => new DraftProblem.Missing(DraftField.Duration),
            _ when lasts < ShortestDuration => new DraftProblem.TooShortATime(ShortestDuration),
            _ when rule is not null && lasts > rule.LongestDuration => new DraftProblem.TooLongATime(
                draft.Until is null ? DraftField.Duration : DraftField.Until, rule.LongestDuration, rule.Name),
            _ => null,
        };
        if (problem is null)
        {
            return lasts;
        }

        problems.Add(problem);
        return null;
    }

    /// <summary>What is wrong with a reason, by itself: for a denial, a revocation, more time.</summary>
    public static DraftProblem? ReasonProblem(string? reason, bool required, int most = MostReason) => TextProblem(DraftField.Reason, reason, most, required);

    /// <summary>What is wrong with it by itself, or else by what the rule asks of it.</summary>
    private static DraftProblem? TextProblem(DraftField field, string? text, int most, TextRule asked, PolicyVerdict? verdict) =>
        TextProblem(field, text, most, asked.IsRequired) is { } problem ? problem
        : asked.Pattern is { } pattern && !string.IsNullOrWhiteSpace(text) && !pattern.IsIn(text.Trim())
            ? new DraftProblem.NotAsAsked(field, verdict?.Rule.Name ?? "", asked.Hint)
        : null;

    private static DraftProblem? TextProblem(DraftField field, string? text, int most, bool required)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return required ? new DraftProblem.Missing(field) : null;
        }

        if (text.Length > most)
        {
            return new DraftProblem.TooLong(field, most);
        }

        return PlainText.IsPrintable(text) ? null : new DraftProblem.Unprintable(field);
    }

    internal static DraftProblem.Unknown Unknown(DraftField field, string name, IEnumerable<string> known) =>
        new(field, PlainText.Shorten(name, 100), PlainText.Nearest(name, known, MostSuggestions));
}
