using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Core.Grants;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>Sets a new password and opens the login, or moves its end; both only while the account is ours and not closed.</summary>
internal sealed class OpenAccount(ServerConnections connections, Installation installation, TimeProvider time)
{
    public async Task<OpenResult> OpenAsync(Target target, Account account, Secret password, CancellationToken ct)
    {
        if (account.Address is not null && await WhyUnboundAsync(target, account, ct) is { } why)
        {
            return new OpenResult.Unbound(why);
        }

        var verifier = ScramVerifier.For(password);
        var ours = Marker.AccountPrefix(await installation.IdAsync(ct), account.Request);
        await using var connection = await connections.OpenHomeAsync(target, ct);
        return await connection.OrderAsync(AccountStatements.Open(account.Name, ours, FailSafe.Left(account, time)), verifier, ct) switch
        {
            AccountStatements.Done => new OpenResult.Opened(),
            AccountStatements.Over => new OpenResult.Over(),
            _ => new OpenResult.Missing(),
        };
    }

    public async Task<MoveResult> MoveEndAsync(Target target, Account account, CancellationToken ct)
    {
        if (account.Address is not null && await WhyUnboundAsync(target, account, ct) is { } why)
        {
            return new MoveResult.Unbound(why);
        }

        var id = await installation.IdAsync(ct);
        var ours = Marker.AccountPrefix(id, account.Request);
        var marker = Marker.OfAccount(id, account);
        var seconds = FailSafe.Left(account, time).TotalSeconds;
        await using var connection = await connections.OpenHomeAsync(target, ct);
        return await connection.OrderAsync(AccountStatements.MoveEnd, new { name = account.Name, ours, marker, seconds }, ct) switch
        {
            AccountStatements.Done => new MoveResult.Moved(),
            AccountStatements.Over => new MoveResult.Over(),
            _ => new MoveResult.Missing(),
        };
    }

    /// <summary>Hours may lie between making the account and opening it, or giving it more time.</summary>
    private async Task<string?> WhyUnboundAsync(Target target, Account account, CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync(target, account.Database, ct);
        return (await LoginTrigger.ReadAsync(connection, ct)).Why;
    }
}
