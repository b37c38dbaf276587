namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>What stands between round brackets.</summary>
internal sealed partial class PatternReader
{
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
}
