using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>The macros, over the elements of a list or the keys of a map.</summary>
internal sealed partial class Evaluation
{
    private CelValue Comprehended(Node.Comprehension macro, Scope<CelValue>? scope)
    {
        var range = ValueOf(macro.Range, scope);
        return range switch
        {
            Error => range,
            CelValue.List or Map => macro.Macro switch
            {
                "all" => Some(macro, range, scope, Bool.False),
                "exists" => Some(macro, range, scope, Bool.True),
                "exists_one" or "existsOne" => One(macro, range, scope),
                "filter" => Filtered(macro, range, scope),
                "map" or "transformList" => Transformed(macro, range, scope),
                "transformMap" => TransformedMap(macro, range, scope),
                _ => throw new ArgumentOutOfRangeException(nameof(macro)),
            },
            _ => new Error($"no such overload: {macro.Macro}() of {TypeNames.NameOf(range)}"),
        };
    }

    /// <summary>Each element with the scope in which it is looked at; none once the steps are used up, whatever the body makes of errors.</summary>
    private IEnumerable<(CelValue Key, CelValue Element, Scope<CelValue> Scope)> Elements(
        Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        var names = macro.Variables;
        var pairs = range is Map map ? map.Entries : ((CelValue.List)range).Items.Select((item, at) => (Key: (CelValue)new Int(at), Value: item));
        foreach (var (key, value) in pairs)
        {
            if (!Steps.Spend(1))
            {
                yield break;
            }

            var element = range is Map ? key : value;
            yield return (key, element, names.Length == 1
                ? new(names[0], element, outer)
                : new(names[1], value, new(names[0], key, outer)));
        }
    }

    /// <summary>The decisive answer of any element, else an error of any, else the other.</summary>
    private CelValue Some(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer, Bool decisive)
    {
        CelValue result = Of(!decisive.Value);
        foreach (var (_, _, scope) in Elements(macro, range, outer))
        {
            var answer = Truth(macro.Body, scope);
            if (answer == decisive)
            {
                return answer;
            }

            result = answer is Error && result is not Error ? answer : result;
        }

        return result;
    }

    /// <summary>Whether it is exactly one, for which every element must have an answer.</summary>
    private CelValue One(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        var count = 0;
        foreach (var (_, _, scope) in Elements(macro, range, outer))
        {
            var answer = Truth(macro.Body, scope);
            if (answer is Error)
            {
                return answer;
            }

            count += answer == Bool.True ? 1 : 0;
        }

        return Of(count == 1);
    }

    private CelValue Filtered(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        var kept = ImmutableArray.CreateBuilder<CelValue>();
        foreach (var (_, element, scope) in Elements(macro, range, outer))
        {
            var answer = Truth(macro.Body, scope);
            if (answer is Error)
            {
                return answer;
            }

            if (answer == Bool.True)
            {
                kept.Add(element);
            }
        }

        return new CelValue.List(kept.ToImmutable());
    }

    private CelValue Transformed(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        var made = ImmutableArray.CreateBuilder<CelValue>();
        foreach (var (_, value) in Bodies(macro, range, outer))
        {
            if (value is Error)
            {
                return value;
            }

            made.Add(value);
        }

        return new CelValue.List(made.ToImmutable());
    }

    private CelValue TransformedMap(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        var made = ImmutableArray.CreateBuilder<(CelValue, CelValue)>();
        foreach (var (key, value) in Bodies(macro, range, outer))
        {
            if (value is Error)
            {
                return value;
            }

            made.Add((key, value));
        }

        return new Map(made.ToImmutable());
    }

    /// <summary>What the body makes of the elements that are asked for; an error where that has no answer.</summary>
    private IEnumerable<(CelValue Key, CelValue Value)> Bodies(Node.Comprehension macro, CelValue range, Scope<CelValue>? outer)
    {
        foreach (var (key, _, scope) in Elements(macro, range, outer))
        {
            var isWanted = macro.Where is null ? Bool.True : Truth(macro.Where, scope);
            if (isWanted != Bool.False)
            {
                yield return (key, isWanted is Error ? isWanted : ValueOf(macro.Body, scope));
            }
        }
    }
}
