using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Policy.Conditions.Matching;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>What holds for every condition. JITBOT_FULL=1 tries ten times as many; JITBOT_FAULT_SEED takes the same ones again.</summary>
public sealed class ConditionProperties(ITestOutputHelper output)
{
    private static readonly int Times = Environment.GetEnvironmentVariable("JITBOT_FULL") == "1" ? 10 : 1;

    private static readonly Variables[] Given = [SampleWords.Full, SampleWords.Poor, SampleWords.None];

    private static readonly string[] Pieces =
    [
        "request", ".", "level", "incident", "now", "==", "=", "!=", "<", "&&", "&", "||", "!", "-", "+", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ":", "?", " in ", " ", "\n", "//",
        "\"", "'", "\"\"\"", "r\"", "b'", "\\", "\\u", "`", "1", "0x", "1u", "1.5", "9223372036854775808", "1e999", ".all(x, ", ".map(x, ", ".exists(i, v, ", "has(", "size(", "matches(\"(a\")",
        "true", "null", "int(", "duration(\"1h\")", "x", "as", "😀", "\ud800", "\0", "“", "tables", "type(", "dyn(",
    ];

    [Fact]
    public void A_condition_read_once_answers_as_one_written_and_read_again()
    {
        var random = Seeded();
        var errors = 0;
        for (var i = 0; i < 100_000 * Times; i++)
        {
            var tree = new RandomConditions(random).Next();
            var source = Written.Briefly(tree);
            var bracketed = Written.Fully(tree);
            var once = Read(source);
            Assert.Equal(bracketed, Written.Fully(once.Root));
            var again = Read(bracketed);
            Assert.Equal(bracketed, Written.Fully(again.Root));
            foreach (var variables in (Variables[])[SampleWords.Full, SampleWords.Other, SampleWords.Poor, SampleWords.Full])
            {
                var (first, second) = (once.Evaluate(variables), again.Evaluate(variables));
                if (!Same(first, second) || (first is CelValue.Error error && error.Message.StartsWith("no such overload", StringComparison.Ordinal)))
                {
                    Assert.Fail($"{source}\n{first}\n{second}");
                }

                errors += first is CelValue.Error ? 1 : 0;
            }
        }

        output.WriteLine($"{100_000 * Times} conditions, four answers each, of which {errors} are errors.");
    }

    [Fact]
    public void No_text_breaks_the_reader_and_none_that_it_reads_breaks_the_evaluation()
    {
        var random = Seeded();
        var readable = 0;
        for (var i = 0; i < 50_000 * Times; i++)
        {
            var source = random.Next(3) switch
            {
                0 => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)])),
                1 => Mutated(Written.Briefly(new RandomConditions(random).Next()), random),
                _ => Mutated(Written.Fully(new RandomConditions(random).Next()), random),
            };
            readable += Answers(source) ? 1 : 0;
        }

        Assert.All(Nasty.Strings, text => Answers(text));
        Assert.All(Nasty.Strings, text => Answers($"request.level == {CelValue.Of(text)}"));
        output.WriteLine($"{50_000 * Times} texts, of which {readable} are conditions.");
    }

    /// <summary>Where the framework's engine means the same by a pattern, both must say the same.</summary>
    [Fact]
    public void Patterns_match_what_the_framework_matches()
    {
        var random = Seeded();
        string[] pieces = ["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "(", ")", "|", "*", "+", "?", "{2}", "{0,2}", "^", "\\z", "(?i:B)", "(?s:.)", "\\x61", "[b-c]", "(?m:^b$)"];
        var (same, matched) = (0, 0);
        for (var i = 0; i < 50_000 * Times; i++)
        {
            var source = string.Concat(Enumerable.Range(0, 1 + random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "aabbcB\n"[random.Next(7)]));
            if (Pattern.Read(source).Pattern is not { } pattern)
            {
                continue;
            }

            var expected = Regex.IsMatch(text, source, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
            if (pattern.IsIn(text, new()) != expected)
            {
                Assert.Fail($"{source} in {CelValue.Of(text)}");
            }

            same++;
            matched += expected ? 1 : 0;
        }

        output.WriteLine($"{same} patterns, of which {matched} match.");
    }

    private Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("JITBOT_FAULT_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"JITBOT_FAULT_SEED={seed}");
        return new(seed);
    }

    private static Condition Read(string source) => Condition.Read(source, SampleWords.Vocabulary) switch
    {
        ConditionReading.Readable readable => readable.Condition,
        ConditionReading.Unreadable unreadable => throw new InvalidDataException($"{source}\n{unreadable.Problems[0]}"),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>An error may be of another place in the text, but not another one.</summary>
    private static bool Same(CelValue one, CelValue other) => (one, other) switch
    {
        (CelValue.Error a, CelValue.Error b) => a.Message == b.Message,
        _ => one == other,
    };

    private static bool Answers(string source)
    {
        var reading = Condition.Read(source, SampleWords.Vocabulary);
        if (reading is ConditionReading.Unreadable unreadable)
        {
            Assert.All(unreadable.Problems, problem => Assert.InRange(problem.Offset + problem.Length, problem.Offset, source.Length));
            return false;
        }

        var condition = ((ConditionReading.Readable)reading).Condition;
        Assert.All(Given, variables => Assert.True(condition.Evaluate(variables) is CelValue.Bool or CelValue.Error));
        return true;
    }

    private static string Mutated(string source, Random random)
    {
        var text = new StringBuilder(source);
        for (var i = random.Next(4); i >= 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(1 + random.Next(3), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                default:
                    text.Insert(at, text.ToString(random.Next(text.Length), 1));
                    break;
            }
        }

        return text.ToString();
    }
}
