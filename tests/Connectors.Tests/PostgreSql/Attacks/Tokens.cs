using JitBot.Connectors.PostgreSql;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>What stands in attacks for the names and numbers of a scene, which nobody knows before it begins.</summary>
internal static class Tokens
{
    private static readonly Dictionary<string, Func<Scene, Task<string?>>> All = new(StringComparer.Ordinal)
    {
        ["{self}"] = scene => Task.FromResult<string?>(scene.Account.Name),
        ["{oid}"] = scene => Task.FromResult(scene.Account.ServerId),
        ["{db}"] = scene => Task.FromResult<string?>(scene.World.Database),
        ["{password}"] = scene => Task.FromResult<string?>(scene.Password.Reveal()),
        ["{port}"] = scene => Task.FromResult<string?>($"{scene.World.Server.Port}"),
        ["{seen}"] = scene => Task.FromResult<string?>(scene.Seen is null ? "NULL::text" : $"{SqlText.Literal(scene.Seen)}::text"),
        ["{other}"] = async scene => (await scene.OtherAsync()).Name,
        ["{other-pid}"] = async scene => await scene.AskAsync($"SELECT pid FROM pg_stat_activity WHERE usesysid = {(await scene.OtherAsync()).ServerId} LIMIT 1"),
        ["{scope}"] = scene => scene.AskAsync($"SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = {scene.Account.ServerId}"),
        ["{premade}"] = scene => Task.FromResult<string?>(Town.Premade(scene.World)),
        ["{login}"] = scene => Task.FromResult<string?>(scene.Account.Own?.Name),
        ["{bot}"] = scene => scene.AskAsync("SELECT pid FROM pg_stat_activity WHERE usename = 'jitbot' LIMIT 1"),
    };

    public static async Task<string> FillAsync(Scene scene, string sql)
    {
        foreach (var (token, ask) in All.Where(token => sql.Contains(token.Key, StringComparison.Ordinal)))
        {
            sql = sql.Replace(token, await ask(scene), StringComparison.Ordinal);
        }

        return sql;
    }
}
