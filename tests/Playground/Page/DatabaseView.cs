using System.Collections.Immutable;

namespace JitBot.Playground.Page;

/// <summary>The server as a superuser sees it at one moment.</summary>
/// <param name="At">UTC, by the server's clock; the page counts down by it.</param>
internal sealed record DatabaseView(string Server, DateTime At, ImmutableArray<AccountView> Accounts, ImmutableArray<HappenedView> Happened)
{
    public static DatabaseView Unknown(string server) => new(server, default, [], []);
}

/// <param name="Open">It can log in.</param>
/// <param name="EndsAt">UTC.</param>
/// <param name="Scope">Such as <c>hr_prod: select on employee</c>.</param>
internal sealed record AccountView(string Name, bool Open, DateTime EndsAt, ImmutableArray<string> Scope, ImmutableArray<SessionView> Sessions);

/// <param name="Since">UTC; when it logged in.</param>
/// <param name="Query">What it said last, cut short.</param>
internal sealed record SessionView(int Pid, string Database, string State, DateTime Since, string Query);

/// <param name="Kind"><c>account</c>, <c>session</c>, <c>end</c> or <c>cut</c>.</param>
internal sealed record HappenedView(DateTime At, string Kind, string What);
