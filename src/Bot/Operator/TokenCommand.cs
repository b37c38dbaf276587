using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.People;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot token create | list | revoke</c>: who may use the API, and for what.</summary>
internal static class TokenCommand
{
    private const int LongestName = 40;

    public static Command Create() => new("token", "Tokens for the API.") { New(), List(), Revoke() };

    private static Command New()
    {
        var owner = new Option<string>("--owner") { Description = "The person whose word it carries, by their key in People. Disabled, they take it with them.", Required = true };
        var scopes = new Option<string>("--scopes") { Description = $"What it may do, with commas between: {string.Join(", ", ApiScopes.All)}.", Required = true };
        var name = new Option<string?>("--name") { Description = "What it is for, such as deploy: letters, digits, dots, hyphens." };
        var expires = new Option<string?>("--expires") { Description = "After how long, such as 90d. Without it, never." };
        var command = new Command("create", """
            Make a token and print it. It is shown this once, and kept nowhere.

            Example: jitbot token create --owner dana --scopes requests:read,requests:write --name deploy --expires 90d
            """) { owner, scopes, name, expires };
        command.Does((parsed, services, ct) => CreateAsync(services, parsed.InvocationConfiguration,
            new(parsed.GetValue(owner)!), [.. parsed.GetValue(scopes)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)],
            parsed.GetValue(name), parsed.GetValue(expires), ct));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the tokens there are, by id. None of them can be shown again.");
        command.Does(async (parsed, services, ct) =>
        {
            var table = new Table().Border(TableBorder.None).AddColumns("ID", "NAME", "OWNER", "SCOPES", "CREATED", "EXPIRES", "LAST USED");
            foreach (var token in await services.GetRequiredService<ApiTokens>().ListAsync(ct))
            {
                table.AddRow([
                    .. ((string[])[token.Id, token.Name ?? "", token.Owner.Value, string.Join(' ', token.Scopes), Time(token.CreatedAt), Time(token.ExpiresAt), Time(token.LastUsedAt)])
                        .Select(cell => new Text(cell)),
                ]);
            }

            Terminal.Open(parsed.InvocationConfiguration.Output).Write(table);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As jitbot token list shows it." };
        var command = new Command("revoke", "Make a token worthless, at once.") { id };
        command.Does((parsed, services, ct) => RevokeAsync(services.GetRequiredService<ApiTokens>(), parsed.InvocationConfiguration, parsed.GetValue(id)!, ct));
        return command;
    }

    internal static async Task<int> CreateAsync(
        IServiceProvider services, InvocationConfiguration console, PersonId owner, ImmutableArray<string> scopes, string? name, string? expires, CancellationToken ct)
    {
        var lasts = TimeSpan.Zero;
        var known = await services.GetRequiredService<IDirectory>().FindAsync(owner, ct);
        if (Problem() is { } problem)
        {
            await console.Error.WriteLineAsync($"{problem} Nothing was made.");
            return ExitCodes.LookAtIt;
        }

        var (token, text) = await services.GetRequiredService<ApiTokens>().CreateAsync(owner, scopes, name, expires is null ? null : lasts, Environment.UserName, ct);
        await console.Error.WriteLineAsync($"The token {token.Label} of {owner}{(token.ExpiresAt is null ? "" : $", until {Time(token.ExpiresAt)}")}; it is not shown again:");
        await console.Output.WriteLineAsync(text.Reveal());
        return ExitCodes.Done;

        string? Problem() =>
            known is null ? $"There is nobody called {owner} in People."
            : known.Disabled ? $"{owner} is disabled, so a token of theirs would be worth nothing."
            : scopes.IsEmpty || scopes.Any(scope => !ApiScopes.All.Contains(scope, StringComparer.Ordinal)) ? $"--scopes are some of {string.Join(", ", ApiScopes.All)}, with commas between."
            : name is not null && (name.Length is 0 or > LongestName || name.Any(sign => !char.IsAsciiLetterOrDigit(sign) && sign is not ('.' or '-'))) ? $"--name is up to {LongestName} letters, digits, dots and hyphens."
            : expires is not null && DurationText.Read(expires, out lasts) != DurationFault.None ? $"“{expires}” is not a length of time of at most a year. Write it such as 90d."
            : null;
    }

    internal static async Task<int> RevokeAsync(ApiTokens tokens, InvocationConfiguration console, string id, CancellationToken ct)
    {
        if (await tokens.RevokeAsync(id, Environment.UserName, ct) is not { } revoked)
        {
            await console.Error.WriteLineAsync("There is no such token; jitbot token list shows those there are. Nothing was changed.");
            return ExitCodes.LookAtIt;
        }

        await console.Output.WriteLineAsync($"The token {revoked.Label} of {revoked.Owner} is worth nothing from now on.");
        return ExitCodes.Done;
    }

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "never";
}
