using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.Statements;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>
/// Whether a text is one statement that reads, by its tokens: the verbs it may begin with, no verb that writes anywhere in it, no function that a
/// read-only transaction does not hold. The server's own means stand behind it; this says so before anybody is asked, and where. Pure.
/// </summary>
public static class StatementCheck
{
    /// <summary>In UTF-16 units. It stands whole in the request's document and before its approvers.</summary>
    public const int MostText = 20_000;

    /// <summary>More than these no chat can put before anybody whole.</summary>
    public const int MostLines = 1_000;

    private const string Verbs = "SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN";

    private static readonly FrozenSet<string> Reading = new[] { "select", "with", "values", "table" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Writing = new[] { "insert", "update", "delete", "merge" }.ToFrozenSet(StringComparer.Ordinal);

    public static StatementVerdict Judge(string sql)
    {
        if (PlainText.FirstUnprintable(sql) is { } unprintable)
        {
            return new StatementVerdict.Refused($"Character {unprintable + 1} cannot be seen (U+{(int)sql[unprintable]:X4}). Take it out.", unprintable, 1);
        }

        // The server ends a line there, and a comment with it; what people read it in does not.
        for (var at = sql.IndexOf('\r', StringComparison.Ordinal); at >= 0; at = sql.IndexOf('\r', at + 1))
        {
            if (at + 1 == sql.Length || sql[at + 1] != '\n')
            {
                return new StatementVerdict.Refused($"Character {at + 1} is a carriage return that no line feed follows. Put a line end there, or take it out.", at, 1);
            }
        }

        if (sql.Length > MostText)
        {
            return new StatementVerdict.Refused($"A statement has at most {MostText} characters, and this one has {sql.Length}.", MostText, sql.Length - MostText);
        }

        if (sql.AsSpan().Count('\n') is var ends && ends >= MostLines)
        {
            return new StatementVerdict.Refused($"A statement has at most {MostLines} lines, and this one has {ends + 1}.", sql.Length - 1, 1);
        }

        try
        {
            var tokens = Tokenizer.Read(sql);
            return (StatementVerdict?)Fault(tokens)
                ?? new StatementVerdict.Allowed(tokens.Where(token => token.IsName).Select(token => token.Value).ToFrozenSet(StringComparer.Ordinal));
        }
        catch (NotSqlException fault)
        {
            return new StatementVerdict.Refused($"{fault.Message}.", fault.Start, fault.Length);
        }
    }

    /// <summary>Where in an allowed statement that begins which has a plan: after EXPLAIN and its options, if it has them.</summary>
    /// <returns>In UTF-16 units from 0; null for one without a plan, such as SHOW.</returns>
    internal static int? Explained(string sql)
    {
        var tokens = Tokenizer.Read(sql);
        return tokens[0].IsWord("show") ? null : tokens[tokens[0].IsWord("explain") ? PastOptions(tokens) : 0].Start;
    }

    private static StatementVerdict.Refused? Fault(ImmutableArray<Token> all)
    {
        // One statement may be closed as at a prompt.
        var last = all.Length;
        while (last > 0 && all[last - 1].IsSymbol(";"))
        {
            last--;
        }

        var tokens = all[..last];
        if (tokens.IsEmpty)
        {
            return new("There is no statement.", 0, 0);
        }

        return Beginning(tokens) ?? Enumerable.Range(0, tokens.Length).Select(at => Inside(tokens, at)).FirstOrDefault(fault => fault is not null);
    }

    private static StatementVerdict.Refused? Beginning(ImmutableArray<Token> tokens)
    {
        var first = tokens[0];
        if (first.IsWord("show"))
        {
            return null;
        }

        var explains = first.IsWord("explain");
        var at = explains ? PastOptions(tokens) : 0;
        while (at < tokens.Length && tokens[at].IsSymbol("("))
        {
            at++;
        }

        if (at == tokens.Length)
        {
            return At(tokens[^1], $"Nothing stands after it: {Verbs} is expected");
        }

        var verb = tokens[at];
        return verb.Kind == TokenKind.Word && Reading.Contains(verb.Value) ? null
            : explains ? At(verb, $"Only what reads is explained, and {Upper(verb)} is not among SELECT, WITH, VALUES and TABLE")
            : At(verb, $"Only what reads is run: a statement begins with {Verbs}, not with {Upper(verb)}");
    }

    /// <summary>Where the statement begins that is explained: <c>EXPLAIN (ANALYZE, VERBOSE) …</c>, <c>EXPLAIN ANALYZE VERBOSE …</c>.</summary>
    private static int PastOptions(ImmutableArray<Token> tokens)
    {
        var at = 1;
        if (tokens.Length > 2 && tokens[1].IsSymbol("(") && !(tokens[2].IsSymbol("(") || Reading.Contains(tokens[2].Value)))
        {
            while (at < tokens.Length && !tokens[at].IsSymbol(")"))
            {
                at++;
            }

            return Math.Min(at + 1, tokens.Length);
        }

        while (at < tokens.Length && tokens[at] is { Kind: TokenKind.Word, Value: "analyze" or "analyse" or "verbose" })
        {
            at++;
        }

        return at;
    }

    private static StatementVerdict.Refused? Inside(ImmutableArray<Token> tokens, int at)
    {
        var token = tokens[at];
        return token.Kind switch
        {
            TokenKind.Symbol when token.Value == ";" && !Next(tokens, at).IsSymbol(";") => At(tokens[at + 1], "One statement at a time: another one begins here"),
            TokenKind.Parameter => At(token, $"There is nothing to put in for {token.Value}: write the value itself"),
            TokenKind.Word when IsKeyWord(tokens, at) && Verb(tokens, at) is { } why => At(token, why),
            TokenKind.Word or TokenKind.QuotedName when Next(tokens, at).IsSymbol("(") => Called(tokens, at),
            _ => null,
        };
    }

    // After a point it is part of a name, and after AS one that was chosen.
    private static bool IsKeyWord(ImmutableArray<Token> tokens, int at) => at == 0 || !(tokens[at - 1].IsSymbol(".") || tokens[at - 1].IsWord("as"));

    private static string? Verb(ImmutableArray<Token> tokens, int at)
    {
        var word = tokens[at].Value;
        if (word == "for" && Next(tokens, at) is { Kind: TokenKind.Word } next)
        {
            return next.Value is "update" or "share"
                || (next.Value is "no" or "key" && Next(tokens, at + 1) is { Kind: TokenKind.Word, Value: "key" or "share" })
                ? $"FOR {Upper(next)} locks the rows it reads: leave it away"
                : null;
        }

        return word == "into" ? "SELECT INTO makes a table: leave INTO away"
            : Writing.Contains(word) ? $"{word.ToUpperInvariant()} writes, and only reading is run. If it is a name here, write \"{word}\""
            : null;
    }

    private static StatementVerdict.Refused? Called(ImmutableArray<Token> tokens, int at)
    {
        if (at > 0 && (tokens[at - 1].IsWord("with") || tokens[at - 1].IsWord("recursive") || tokens[at - 1].IsWord("as")))
        {
            // It is given a name here, with names for its columns.
            return null;
        }

        if (tokens[at].Kind == TokenKind.Word && !System.Text.Ascii.IsValid(tokens[at].Value))
        {
            // Databases in old encodings fold such letters, and a Turkish one takes İ for i.
            return At(tokens[at], $"A function's name with letters beyond a to z has to be in quotes: \"{PlainText.Shorten(tokens[at].Value, 40)}\"");
        }

        return RefusedFunctions.Called(tokens, at) is { } refused ? At(tokens[at], $"{refused.Name} {refused.Why}, and is not run here") : null;
    }

    private static Token Next(ImmutableArray<Token> tokens, int at) => at + 1 < tokens.Length ? tokens[at + 1] : default;

    private static string Upper(Token token) => token.Kind == TokenKind.Word ? PlainText.Shorten(token.Value.ToUpperInvariant(), 40) : PlainText.Shorten(token.Value, 40);

    private static StatementVerdict.Refused At(Token token, string why) => new($"{why}.", token.Start, token.Length);
}
