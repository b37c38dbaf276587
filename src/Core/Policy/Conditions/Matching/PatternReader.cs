using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>Reads RE2's syntax. The first problem ends it; what is returned then is thrown away.</summary>
internal sealed partial class PatternReader(string pattern)
{
    private const int DeepestNesting = 50;
    private const int MostRepeats = 1000;

    private string? _problem;
    private int _at;
    private int _nesting;
    private Flags _flags;

    private readonly record struct Flags(bool IgnoresCase, bool ManyLines, bool DotIsAny);

    public static (PatternNode? Root, string? Problem) Read(string pattern)
    {
        var reader = new PatternReader(pattern);
        var root = reader.Either();
        if (!reader.IsAtEnd)
        {
            reader.Fail("a `)` closes nothing");
        }

        return reader._problem is null ? (root, null) : (null, reader._problem);
    }

    private bool IsAtEnd => _at >= pattern.Length;

    private char Next => IsAtEnd ? '\0' : pattern[_at];

    private PatternNode Either()
    {
        var ways = ImmutableArray.CreateBuilder<PatternNode>();
        do
        {
            ways.Add(Sequence());
        }
        while (Accept("|"));

        return ways.Count == 1 ? ways[0] : new PatternNode.Either(ways.ToImmutable());
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = ImmutableArray.CreateBuilder<PatternNode>();
        while (!IsAtEnd && Next is not ('|' or ')'))
        {
            if (Accept("\\Q"))
            {
                parts.AddRange(Quoted());
            }
            else
            {
                parts.Add(Repeated(Atom()));
            }
        }

        return new(parts.ToImmutable());
    }

    /// <summary>Up to <c>\E</c> every sign stands for itself; what repeats after it repeats the last.</summary>
    private PatternNode[] Quoted()
    {
        var end = pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        PatternNode[] signs = [.. (end < 0 ? pattern[_at..] : pattern[_at..end]).EnumerateRunes().Select(rune => Sign(rune.Value))];
        _at = end < 0 ? pattern.Length : end + 2;
        if (signs.Length > 0)
        {
            signs[^1] = Repeated(signs[^1]);
        }

        return signs;
    }

    private PatternNode Repeated(PatternNode part)
    {
        if (Repetition() is not { } times)
        {
            return part;
        }

        // Greedy or not, the same texts match.
        Accept("?");
        if (times.Least > MostRepeats || times.Most > MostRepeats || times.Most < times.Least)
        {
            return Fail($"a repetition is at most {MostRepeats} times, the smaller number first");
        }

        return Repetition() is null ? new PatternNode.Repeat(part, times.Least, times.Most) : Fail("one repetition follows another");
    }

    private (int Least, int? Most)? Repetition()
    {
        switch (Next)
        {
            case '*':
                _at++;
                return (0, null);
            case '+':
                _at++;
                return (1, null);
            case '?':
                _at++;
                return (0, 1);
            case '{':
                return Counted();
            default:
                return null;
        }
    }

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{2,5}</c>; any other brace is a sign like others.</summary>
    private (int Least, int? Most)? Counted()
    {
        var end = pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
        if (parts.Length is not (1 or 2) || Number(parts[0]) is not { } least
            || (parts.Length == 2 && parts[1].Length > 0 && Number(parts[1]) is null))
        {
            return null;
        }

        _at = end + 1;
        return (least, parts.Length == 1 ? least : Number(parts[1]));
    }

    private static int? Number(string text) =>
        text.Length is > 0 and <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private PatternNode Atom()
    {
        var sign = Next;
        switch (sign)
        {
            case '(':
                return Group();
            case '[':
                return new PatternNode.One(Class());
            case '\\':
                return Escaped();
            case '*' or '+' or '?':
            case '{' when Counted() is not null:
                return Fail($"`{sign}` repeats nothing");
        }

        var rune = TakeSign();
        return sign switch
        {
            '.' => new PatternNode.One(_flags.DotIsAny ? SignSet.Any : SignSet.AnyInLine),
            '^' => new PatternNode.Place(_flags.ManyLines ? PlaceKind.LineStart : PlaceKind.TextStart),
            '$' => new PatternNode.Place(_flags.ManyLines ? PlaceKind.LineEnd : PlaceKind.TextEnd),
            _ => Sign(rune),
        };
    }

    private PatternNode.One Sign(int sign) => new(SignSet.Of((sign, sign)) with { IgnoresCase = _flags.IgnoresCase });

    private int TakeSign()
    {
        if (!Rune.TryGetRuneAt(pattern, _at, out var rune))
        {
            return pattern[_at++];
        }

        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private bool Accept(string text)
    {
        var isNext = pattern.AsSpan(Math.Min(_at, pattern.Length)).StartsWith(text);
        _at += isNext ? text.Length : 0;
        return isNext;
    }

    private PatternNode.Sequence Fail(string problem)
    {
        _problem ??= problem;
        _at = pattern.Length;
        return new([]);
    }
}
