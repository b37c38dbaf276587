using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Core.Targets;

/// <summary>
/// One database engine. Every method converges: done twice, or after a crash half-way, it ends in the same state, so "already there"
/// and "already gone" are success. "Cannot tell" is failure. Nothing here waits longer than ten seconds, but for a statement's own time.
/// </summary>
public interface ITargetConnector
{
    /// <summary>The engine this connector speaks to, as <see cref="Target.Engine"/> names it.</summary>
    string Engine { get; }

    /// <summary>The login's name for a grant: the request's id is never cut, the person's part is cut to fit.</summary>
    string NameAccount(PersonId person, RequestId request);

    /// <summary>What there is to ask for, read live.</summary>
    Task<CatalogResult> ReadCatalogAsync(Target target, CancellationToken ct);

    /// <summary>
    /// Makes the account, closed and without a password, gives it the scope and nothing else, and reads its effective rights back.
    /// Whatever is not <see cref="IssueResult.Issued"/> leaves no account that could be opened.
    /// </summary>
    Task<IssueResult> IssueAsync(Target target, AccountOrder order, CancellationToken ct);

    /// <summary>Sets a new password and lets the account log in until its end. The last password stops working.</summary>
    Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct);

    /// <summary>Moves the account's end to <see cref="Account.EndsAt"/>, later or earlier. The password and live sessions stay as they are.</summary>
    Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct);

    /// <summary>
    /// Closes every account, cuts its sessions, removes it and looks again whether it is gone; all are closed and cut before the first is removed.
    /// Answers in the order asked, one result an account.
    /// </summary>
    Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct);

    /// <summary>Whether a text is one statement that reads, by itself. Pure; what it may read, the server says.</summary>
    StatementVerdict Judge(string statement);

    /// <summary>
    /// What an allowed statement would touch, planned and not run, with a login that is made for it as the order says and is gone afterwards. Its account
    /// must not be in use for anything else.
    /// </summary>
    Task<PlanResult> PlanAsync(Target target, AccountOrder order, string statement, CancellationToken ct);

    /// <summary>
    /// Runs an allowed statement as the account, whose password was just set, in a transaction that reads, on a session of its own. It takes as long as the
    /// limits say. Cancelled, it tells the server to stop and throws.
    /// </summary>
    Task<RunResult> RunAsync(Target target, Account account, Secret password, string statement, StatementLimits limits, IResultSink sink, CancellationToken ct);

    /// <summary>
    /// What is different on what the account could alter, since before it was made: owners, rights, triggers, functions that run with their owner's
    /// rights. One line each, with what makes it as it was; empty for an account that could alter nothing.
    /// </summary>
    Task<CompareResult> CompareAsync(Target target, Account account, CancellationToken ct);

    /// <summary>
    /// Closes the accounts whose end has passed by the server's own clock, and cuts their sessions. Asks the server alone which those are, so
    /// it keeps the bound on open sessions while the store is down. Removes nothing: <see cref="EndAsync"/> does.
    /// </summary>
    Task<CutResult> CutOverdueAsync(Target target, CancellationToken ct);

    /// <summary>Reads what stands on the target, ours and what looks like ours. Changes nothing.</summary>
    Task<InspectResult> InspectAsync(Target target, CancellationToken ct);

    /// <summary>
    /// Looks for what is wrong or weak on the target: its settings, what anybody may do there, and what JitBot's own login has and lacks. Changes
    /// nothing and asks no store. Visits several databases, so ten seconds bound each question, not the whole.
    /// </summary>
    /// <param name="ownLogins">The logins that people have there anyway, by name.</param>
    Task<ExamineResult> ExamineAsync(Target target, ImmutableArray<string> ownLogins, CancellationToken ct);

    /// <summary>Leaves a number on the server, one for each installation and target. It never goes down: a lower one than is there is not written.</summary>
    Task<EpochResult> RaiseEpochAsync(Target target, long epoch, CancellationToken ct);

    /// <summary>
    /// Housekeeping on the server: live grants are brought in step with masking that was tightened, and what no grant has used for 24 hours is dropped.
    /// </summary>
    Task<TidyResult> TidyAsync(Target target, CancellationToken ct);
}

/// <summary>An account of ours on a target.</summary>
/// <param name="ServerId">The server's own id of it (PostgreSQL: the role's OID), by which its sessions are found even when the name is gone; null before it is known.</param>
/// <param name="EndsAt">UTC; the login may not outlive it by more than five seconds.</param>
/// <param name="Database">The database its scope lies in.</param>
public sealed record Account(RequestId Request, PersonId Person, string Name, string? ServerId, string Database, DateTimeOffset EndsAt)
{
    /// <summary>The only place it is let in from; null for anywhere, and for an account that was found on the server.</summary>
    public SourceAddress? Address { get; init; }

    /// <summary>
    /// Null for a login. Otherwise the account is never opened: it is a role that passes on what it is in to this login, which is in it until the end.
    /// </summary>
    public OwnLogin? Own { get; init; }
}

/// <summary>What lets nobody in any more after an account's end while no JitBot runs. Sessions that are open then stay open in any case.</summary>
public enum FailSafeReach
{
    /// <summary>Nothing is known to.</summary>
    None,

    /// <summary>The server refuses its password; whoever needs none is let in.</summary>
    Passwords,

    /// <summary>The server refuses it by whatever method it logs in.</summary>
    EveryLogin,
}

/// <summary>An account to make. <see cref="Account.ServerId"/> is not known yet.</summary>
public sealed record AccountOrder(Account Account, AccessScope Scope, AccessProfile Profile);

public abstract record CatalogResult
{
    private CatalogResult() { }

    public sealed record Read(TargetCatalog Catalog) : CatalogResult;

    /// <param name="Why">For the operator; carries no secret.</param>
    public sealed record Unreachable(string Why) : CatalogResult;
}

public abstract record IssueResult
{
    private IssueResult() { }

    /// <param name="AcceptedRights">What the account can do beyond its scope and the operator has accepted; shown on the card.</param>
    /// <param name="FailSafe">What holds at its end without JitBot, as far as was seen when it was made.</param>
    public sealed record Issued(string ServerId, ImmutableArray<string> AcceptedRights, FailSafeReach FailSafe = FailSafeReach.None) : IssueResult;

    /// <summary>Trying again would not help: a table is gone, a role is too powerful, rights came out wider than the scope.</summary>
    /// <param name="Why">For requester and owners, one sentence that says what was found and what to do.</param>
    public sealed record Refused(string Why) : IssueResult;

    /// <summary>The target answers, but this cannot be done at the moment: something is locked, or another scope is being made.</summary>
    public sealed record NotNow(string Why) : IssueResult;

    /// <summary>The target could not be reached or did not answer in time; whatever was begun is harmless and is finished by asking again.</summary>
    public sealed record Unreachable(string Why) : IssueResult;
}

public abstract record OpenResult
{
    private OpenResult() { }

    public sealed record Opened : OpenResult;

    /// <summary>There is no such account of ours any more: removed by hand, or the database was replaced.</summary>
    public sealed record Missing : OpenResult;

    /// <summary>Its end has passed or it was closed; it is never opened again.</summary>
    public sealed record Over : OpenResult;

    /// <summary>It is bound to an address that its database no longer holds it to; it was not opened.</summary>
    /// <param name="Why">A sentence or two that say what mends it.</param>
    public sealed record Unbound(string Why) : OpenResult;

    public sealed record Unreachable(string Why) : OpenResult;
}

public abstract record MoveResult
{
    private MoveResult() { }

    public sealed record Moved : MoveResult;

    /// <summary>There is no such account of ours any more: removed by hand, or the database was replaced.</summary>
    public sealed record Missing : MoveResult;

    /// <summary>It was closed; no end brings it back.</summary>
    public sealed record Over : MoveResult;

    /// <summary>It is bound to an address that its database no longer holds it to; its end was left as it is.</summary>
    /// <param name="Why">A sentence or two that say what mends it.</param>
    public sealed record Unbound(string Why) : MoveResult;

    public sealed record Unreachable(string Why) : MoveResult;
}

public abstract record CutResult
{
    private CutResult() { }

    /// <param name="Accounts">The names of those that were open or connected past their end until now; empty if all is in order.</param>
    public sealed record Cut(ImmutableArray<string> Accounts) : CutResult;

    public sealed record Unreachable(string Why) : CutResult;
}

public abstract record CompareResult
{
    private CompareResult() { }

    public sealed record Compared(ImmutableArray<string> Changes) : CompareResult;

    public sealed record Unreachable(string Why) : CompareResult;
}

public abstract record TidyResult
{
    private TidyResult() { }

    /// <param name="Dropped">The shared roles that were dropped, by name.</param>
    public sealed record Tidied(ImmutableArray<string> Dropped) : TidyResult;

    public sealed record Unreachable(string Why) : TidyResult;
}

public abstract record EndResult
{
    private EndResult() { }

    /// <summary>No account, no session: read back.</summary>
    /// <param name="Kept">What the account owned and where it went, one line each, of some fifty at most; empty if it owned nothing.</param>
    public sealed record Gone(ImmutableArray<string> Kept) : EndResult;

    /// <summary>Closed and without a session, but the empty account cannot be removed yet.</summary>
    public sealed record Residue(string Why) : EndResult;

    /// <summary>The target answers, but it is not known whether this account is closed and its sessions are cut.</summary>
    public sealed record CannotTell(string Why) : EndResult;

    /// <summary>The target could not be reached or did not answer in time: nothing is known of any of its accounts.</summary>
    public sealed record Unreachable(string Why) : EndResult;
}
