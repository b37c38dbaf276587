using System.Globalization;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>Classes between square brackets, and what follows a backslash.</summary>
internal sealed partial class PatternReader
{
    /// <summary>Sets within one class; each is asked for every sign.</summary>
    private const int MostSets = 16;

    private static readonly Dictionary<string, SignSet> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = SignSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
        ["alpha"] = SignSet.Of(('A', 'Z'), ('a', 'z')),
        ["digit"] = SignSet.Digits,
        ["lower"] = SignSet.Of(('a', 'z')),
        ["punct"] = SignSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
        ["space"] = SignSet.Of(('\t', '\r'), (' ', ' ')),
        ["upper"] = SignSet.Of(('A', 'Z')),
        ["word"] = SignSet.Word,
        ["xdigit"] = SignSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
    };

    private SignSet Class()
    {
        _at++;
        var isNegated = Accept("^");
        List<(int First, int Last)> ranges = [];
        List<SignSet> sets = [];
        // A closing bracket that comes first is a sign like others.
        for (var isFirst = true; !IsAtEnd && (isFirst || Next != ']'); isFirst = false)
        {
            if (Accept("[:"))
            {
                sets.Add(NamedSet());
            }
            else if (Next == '\\' && EscapedSet() is { } set)
            {
                sets.Add(set);
            }
            else
            {
                var first = ClassSign();
                var isRange = Next == '-' && _at + 1 < pattern.Length && pattern[_at + 1] != ']';
                _at += isRange ? 1 : 0;
                var last = isRange ? ClassSign() : first;
                ranges.Add((first, last));
                if (last < first)
                {
                    Fail("a range in a class runs backwards");
                }
            }
        }

        if (sets.Count > MostSets)
        {
            Fail($"a class has more than {MostSets} sets such as \\d in it");
        }

        if (!Accept("]"))
        {
            Fail("a `[` is not closed");
        }

        return SignSet.Of(ranges, sets) with { IgnoresCase = _flags.IgnoresCase, IsNegated = isNegated };
    }

    private SignSet NamedSet()
    {
        var isNegated = Accept("^");
        var end = pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        if (end < 0 || !Named.TryGetValue(pattern[_at..end], out var set))
        {
            Fail("a class between `[:` and `:]` is not known");
            return SignSet.Any;
        }

        _at = end + 2;
        return set with { IsNegated = isNegated };
    }

    private int ClassSign() => IsAtEnd ? 0 : Next == '\\' ? EscapedSign() : TakeSign();

    private PatternNode Escaped()
    {
        if (EscapedSet() is { } set)
        {
            return new PatternNode.One(set with { IgnoresCase = _flags.IgnoresCase });
        }

        PlaceKind? place = _at + 1 >= pattern.Length ? null : pattern[_at + 1] switch
        {
            'A' => PlaceKind.TextStart,
            'z' => PlaceKind.TextEnd,
            'b' => PlaceKind.WordEdge,
            'B' => PlaceKind.NoWordEdge,
            _ => null,
        };
        if (place is null)
        {
            return Sign(EscapedSign());
        }

        _at += 2;
        return new PatternNode.Place(place.Value);
    }

    /// <summary><c>\d \w \s \pL \p{Lu}</c> and their opposites; null, and nothing taken, for other escapes.</summary>
    private SignSet? EscapedSet()
    {
        var letter = _at + 1 < pattern.Length ? pattern[_at + 1] : '\0';
        if (letter is 'p' or 'P')
        {
            return Category(letter == 'P');
        }

        var set = char.ToLowerInvariant(letter) switch
        {
            'd' => SignSet.Digits,
            'w' => SignSet.Word,
            's' => SignSet.Blank,
            _ => null,
        };
        _at += set is null ? 0 : 2;
        return set is null ? null : set with { IsNegated = char.IsAsciiLetterUpper(letter) };
    }

    private SignSet Category(bool isNegated)
    {
        _at += 2;
        var isBraced = Accept("{");
        var end = isBraced ? pattern.IndexOf('}', _at) : Math.Min(_at + 1, pattern.Length);
        var name = end < 0 ? "" : pattern[_at..end];
        var isOpposite = isBraced && name.StartsWith('^');
        if (SignSet.OfCategory(isOpposite ? name[1..] : name) is not { } set)
        {
            Fail("after \\p comes one of Unicode's general categories, as in \\pL or \\p{Lu}");
            return SignSet.Any;
        }

        _at = isBraced ? end + 1 : end;
        return set with { IsNegated = isNegated != isOpposite };
    }

    private int EscapedSign()
    {
        var letter = _at + 1 < pattern.Length ? pattern[_at + 1] : '\0';
        _at += 2;
        switch (letter)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x':
                return Hex();
            case > ' ' and < '\u007f' when !char.IsAsciiLetterOrDigit(letter):
                return letter;
            default:
                Fail(letter == '\0' ? "it ends with a backslash"
                    : char.IsAsciiDigit(letter) ? "there are no references to groups"
                    : $"`\\{letter}` means nothing");
                return 0;
        }
    }

    /// <summary><c>\x7f</c>, <c>\x{1F600}</c></summary>
    private int Hex()
    {
        var isBraced = Accept("{");
        var end = isBraced ? pattern.IndexOf('}', _at) : _at + 2;
        if (end < 0 || end > pattern.Length || end - _at > 6
            || !int.TryParse(pattern.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sign)
            || sign > 0x10FFFF)
        {
            Fail("after \\x come two hexadecimal digits, or up to six between braces");
            return 0;
        }

        _at = isBraced ? end + 1 : end;
        return sign;
    }
}
