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
                var end = pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                var text = end < 0 ? pattern[_at..] : pattern[_at..end];
                parts.AddRange(text.EnumerateRunes().Select(rune => Sign(rune.Value)));
                _at = end < 0 ? pattern.Length : end + 2;
            }
            else
            {
                parts.Add(Repeated(Atom()));
            }
        }

        return new(parts.ToImmutable());
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
        if (parts.Length is not (1 or 2) || Number(parts[0]) is not { } least || (parts.Length == 2 && parts[1].Length > 0 && Number(parts[1]) is null))
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

    private PatternNode Group()
    {
        if (++_nesting > DeepestNesting)
        {
            return Fail($"groups are nested more than {DeepestNesting} deep");
        }

        var outer = _flags;
        _at++;
        if (Accept("?P<") || (Next == '?' && !pattern.AsSpan(_at).StartsWith("?<=") && !pattern.AsSpan(_at).StartsWith("?<!") && Accept("?<")))
        {
            var end = pattern.IndexOf('>', _at);
            if (end <= _at || !pattern[_at..end].All(Lexer.IsNamePart))
            {
                return Fail("the name of a group ends with `>`");
            }

            _at = end + 1;
        }
        else if (Accept("?)"))
        {
            return Fail("`(?)` is empty");
        }
        else if (Accept("?") && !FlagsOf())
        {
            // (?i) is for the rest of the group it stands in.
            _nesting--;
            return new PatternNode.Sequence([]);
        }

        var inner = Either();
        _flags = outer;
        _nesting--;
        return Accept(")") ? inner : Fail("a `(` is not closed");
    }

    /// <summary><c>i</c>, <c>m</c>, <c>s</c>, <c>U</c>, or with <c>-</c> not. True if a group follows them, false if they stand alone.</summary>
    private bool FlagsOf()
    {
        var value = true;
        for (; !IsAtEnd; _at++)
        {
            switch (Next)
            {
                case '-' when value:
                    value = false;
                    break;
                case 'i':
                    _flags = _flags with { IgnoresCase = value };
                    break;
                case 'm':
                    _flags = _flags with { ManyLines = value };
                    break;
                case 's':
                    _flags = _flags with { DotIsAny = value };
                    break;
                // Only swaps greedy and lazy.
                case 'U':
                    break;
                case ':' or ')':
                    return pattern[_at++] == ':';
                default:
                    Fail("this kind of group is not supported: there is no looking ahead or behind");
                    return false;
            }
        }

        Fail("a `(` is not closed");
        return false;
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
