using System.Text;
using System.Text.Json;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Statements;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>Whether JitBot and the server agree on where strings, names and comments end, on texts made to part them.</summary>
public sealed class SameLexerTests(ServerFixture servers)
{
    private const int Texts = 20_000;

    private static readonly string[] Within =
    [
        "''", "'", "\\'", "\\\\", "\\", "--", "/*", "*/", "$$", "$a$", "$b$", "\"", "\"\"", "\n", "\r", ";", "; delete from employee; --", "delete from employee", " ", "x", "é", "$1", "e'", "E'", "u&'",
    ];

    private static readonly (string Open, string Close)[] Strings =
        [("'", "'"), ("'", "'"), ("E'", "'"), ("e'", "'"), ("$$", "$$"), ("$a$", "$a$"), ("$é1$", "$é1$"), ("U&'", "'"), ("N'", "'"), ("1 as \"", "\""), ("/*", "*/ 1"), ("--", "\n1"), ("(select '", "')")];

    private static readonly string[] Between = [", ", ",", " || ", "\n||", ",\n", " --\n, ", "/* a */, ", "\n", " -- '\n", ";"];

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 31
    [Theory, MemberData(nameof(Majors))]
    public async Task Nothing_that_is_allowed_does_more_than_read_and_what_is_no_SQL_here_is_none_to_the_server(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var random = new Random(major);
        var texts = Enumerable.Range(0, Texts).Select(_ => Make(random)).ToArray();
        var allowed = texts.Where(text => StatementCheck.Judge(text) is StatementVerdict.Allowed).ToArray();
        var unreadable = texts.Where(text => !IsRead(text)).ToArray();

        var ranAllowed = await ExecuteAsync(world, allowed);
        Assert.Equal("2", await world.AdminAsync("select count(*) from employee"));
        Assert.InRange(ranAllowed.Length, Texts / 100, Texts);

        Assert.Empty(await ExecuteAsync(world, unreadable));
    }

    private static bool IsRead(string text)
    {
        try
        {
            return Tokenizer.Read(text).Length > 0;
        }
        catch (NotSqlException)
        {
            return false;
        }
    }

    private static string Make(Random random)
    {
        var text = new StringBuilder("select ");
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            var (open, close) = Strings[random.Next(Strings.Length)];
            text.Append(open);
            for (var pieces = random.Next(0, 5); pieces > 0; pieces--)
            {
                text.Append(Within[random.Next(Within.Length)]);
            }

            text.Append(close);
            if (left > 1)
            {
                text.Append(Between[random.Next(Between.Length)]);
            }
        }

        return text.ToString();
    }

    /// <summary>As a superuser, who may write, and where the server runs all the statements of a text.</summary>
    /// <returns>Those that went through.</returns>
    private static async Task<string[]> ExecuteAsync(PostgresWorld world, string[] texts)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(world.Server.ConnectionString(world.Database)) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync();
        await using (var set = new NpgsqlCommand("select set_config('jitbot.texts', $1, false)", connection) { Parameters = { new() { Value = JsonSerializer.Serialize(texts) } } })
        {
            await set.ExecuteScalarAsync();
        }

        await connection.RunAsync("""
            do $do$
            declare
                ran int[] := '{}';
                one record;
            begin
                for one in select value, ordinality::int as number from jsonb_array_elements_text(current_setting('jitbot.texts')::jsonb) with ordinality loop
                    begin
                        execute one.value;
                        ran := ran || one.number;
                    exception when others then null;
                    end;
                end loop;
                perform set_config('jitbot.ran', ran::text, false);
            end $do$
            """);
        await using var ask = new NpgsqlCommand("select current_setting('jitbot.ran')::int[]", connection);
        var ran = ((int[])(await ask.ExecuteScalarAsync())!).ToHashSet();
        return [.. texts.Where((_, at) => ran.Contains(at + 1))];
    }
}
