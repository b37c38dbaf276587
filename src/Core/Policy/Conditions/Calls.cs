using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>What is made of the values of its parts: calls, lists, maps. An error of a part is an error of the whole.</summary>
internal sealed partial class Evaluation
{
    private CelValue Called(Node.Call call, Scope<CelValue>? scope)
    {
        var isMember = call.Target is not null;
        var values = new CelValue[call.Arguments.Length + (isMember ? 1 : 0)];
        long size = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(!isMember ? call.Arguments[i] : i == 0 ? call.Target! : call.Arguments[i - 1], scope);
            if (values[i] is Error)
            {
                return values[i];
            }

            size += SizeOf(values[i]);
        }

        if (!Steps.SpendOn(size))
        {
            return Steps.Error(call.Offset);
        }

        foreach (var overload in Functions.Named(call.Function))
        {
            if (overload.Fits(isMember, values))
            {
                return overload.Run(values, this);
            }
        }

        return new Error($"no such overload: `{call.Function}` of {string.Join(", ", values.Select(TypeNames.NameOf))}");
    }

    /// <summary>A key, whose every character is looked at.</summary>
    private CelValue Sized(CelValue key)
    {
        Steps.SpendOn(SizeOf(key));
        return key;
    }

    private static int SizeOf(CelValue value) => value switch
    {
        CelValue.String text => text.Value.Length,
        Bytes bytes => bytes.Value.Length,
        CelValue.List list => list.Items.Length,
        _ => 1,
    };

    private CelValue Listed(Node.List list, Scope<CelValue>? scope)
    {
        var items = ImmutableArray.CreateBuilder<CelValue>(list.Items.Length);
        foreach (var item in list.Items)
        {
            var value = ValueOf(item, scope);
            if (value is Error)
            {
                return value;
            }

            items.Add(value);
        }

        return new CelValue.List(items.MoveToImmutable());
    }

    private CelValue Mapped(Node.Map map, Scope<CelValue>? scope)
    {
        var entries = ImmutableArray.CreateBuilder<(CelValue, CelValue)>(map.Entries.Length);
        var keys = new HashSet<CelValue>(MapKey.Comparer);
        foreach (var (keyNode, valueNode) in map.Entries)
        {
            var key = Sized(ValueOf(keyNode, scope));
            var value = key is Error ? key : ValueOf(valueNode, scope);
            if (value is Error)
            {
                return value;
            }

            if (!MapKey.IsOne(key))
            {
                return new Error($"unsupported key type: {TypeNames.NameOf(key)}", keyNode.Offset);
            }

            if (!keys.Add(key))
            {
                return new Error($"repeated key: {CelText.Brief(key)}", keyNode.Offset);
            }

            entries.Add((key, value));
        }

        return new Map(entries.MoveToImmutable());
    }
}
