using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Functions and operators: whether one is meant that exists, by what it is given.</summary>
internal sealed partial class Checker
{
    private CelType Called(Node.Call call, Scope<CelType>? scope)
    {
        if (call.Function is "&&" or "||")
        {
            Truth(call.Arguments[0], scope);
            Truth(call.Arguments[1], scope);
            return CelType.Bool;
        }

        ImmutableArray<Node> parts = [.. call.Parts];
        ImmutableArray<CelType> types = [.. parts.Select(part => TypeOf(part, scope))];
        var overloads = Functions.Named(call.Function);
        if (overloads.IsEmpty)
        {
            return Macros.Usage(call.Function) is { } usage
                ? Wrong(call, usage.What, usage.Example)
                : Unknown(call, call.Function, FunctionNames, $"There is no function `{call.Function}`.", Sample, "There are");
        }

        var isMember = call.Target is not null;
        ImmutableArray<Overload> alike = [.. overloads.Where(overload => overload.IsMember == isMember && overload.Takes.Length == types.Length)];
        if (alike.IsEmpty)
        {
            return Wrong(call, WrongShape(call, overloads[0]), Sample(call.Function));
        }

        ImmutableArray<Overload> fitting = [.. alike.Where(overload => overload.Takes.Zip(types).All(pair => Assignable(pair.Second, pair.First)))];
        if (fitting.IsEmpty)
        {
            return Wrong(call, $"`{call.Function}` is not for {string.Join(" and ", types.Select(A))}: `{Text(call)}`.", Sample(call.Function));
        }

        Constants(call, parts, fitting[0]);
        return call.Function switch
        {
            "==" or "!=" => Compared(call, parts, types),
            "in" => Sought(call, parts, types),
            "+" when types is [CelType.List a, CelType.List b] => new CelType.List(Both(a.Of, b.Of)),
            _ => fitting.All(overload => ReferenceEquals(overload.Gives, fitting[0].Gives)) ? fitting[0].Gives : CelType.Dyn,
        };
    }

    private static readonly ImmutableArray<string> Operators = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "!", "in"];

    private static readonly ImmutableArray<string> FunctionNames = [.. Functions.Names.Except(Operators, StringComparer.Ordinal)];

    private CelType Compared(Node.Call call, ImmutableArray<Node> parts, ImmutableArray<CelType> types)
    {
        if (Agree(types[0], types[1]))
        {
            return CelType.Bool;
        }

        // The side that is not written out is what the other has to be like.
        var kept = parts[0] is Node.Literal ? 1 : 0;
        return Wrong(call, $"`{Text(parts[0])}` is {A(types[0])} and `{Text(parts[1])}` {A(types[1])}: they are never equal.",
            $"{Short(parts[kept])} {call.Function} {types[kept].Sample}");
    }

    private CelType Sought(Node.Call call, ImmutableArray<Node> parts, ImmutableArray<CelType> types)
    {
        var elements = types[1] switch
        {
            CelType.List list => list.Of,
            CelType.Map map => map.Key,
            _ => CelType.Dyn,
        };
        return Agree(types[0], elements)
            ? CelType.Bool
            : Wrong(call, $"`{Text(parts[0])}` is {A(types[0])}, but `{Text(parts[1])}` holds {elements}: it is never in it.",
                $"{Short(parts[0])} in [{types[0].Sample}]");
    }

    /// <summary>Patterns, moments, lengths of time and zones that are written out are tried now.</summary>
    private void Constants(Node.Call call, ImmutableArray<Node> parts, Overload overload)
    {
        if (call.Function == "matches")
        {
            if (parts[1] is Node.Literal { Value: CelValue.String pattern })
            {
                Pattern((Node.Literal)parts[1], pattern.Value);
            }

            return;
        }

        if (call.Function is "duration" or "timestamp" && parts[0] is Node.Literal written
            && overload.Run([written.Value], new(new(), null, WrittenPatterns.None)) is CelValue.Error error)
        {
            Wrong(written, $"{error.Message}.", Sample(call.Function));
        }

        if (call.Function.StartsWith("get", StringComparison.Ordinal) && parts is [_, Node.Literal { Value: CelValue.String zone }]
            && TimeZones.Offset(zone.Value, DateTimeOffset.UnixEpoch) is null)
        {
            Wrong(parts[1], $"{CelText.Quoted(PlainText.Shorten(zone.Value, 60))} is no time zone.", Sample(call.Function));
        }
    }

    private void Pattern(Node.Literal node, string pattern)
    {
        var (compiled, problem) = Matching.Pattern.Read(pattern);
        if (compiled is null)
        {
            Wrong(node, $"The pattern {CelText.Quoted(PlainText.Shorten(pattern, 60))} cannot be used: {problem}.",
                "resource.database_name.matches(\"^hr_[a-z]+$\")");
        }
        else
        {
            Patterns[pattern] = compiled;
        }
    }

    private static string WrongShape(Node.Call call, Overload overload)
    {
        var arguments = overload.Takes.Length - (overload.IsMember ? 1 : 0);
        return (overload.IsMember, call.Target) switch
        {
            (true, null) => $"`{call.Function}` stands after a dot, behind what it is about.",
            (false, not null) => $"`{call.Function}` does not stand after a dot: what it is about is between its brackets.",
            _ => $"`{call.Function}` takes {arguments} {(arguments == 1 ? "argument" : "arguments")}, not {call.Arguments.Length}.",
        };
    }

    private static string Sample(string function) => function switch
    {
        "!" => "!(request.level == \"write\")",
        "+" or "-" => $"now {function} duration(\"8h\")",
        "in" => "request.level in [\"read\", \"write\"]",
        _ when Operators.Contains(function, StringComparer.Ordinal) => $"size(request.tables) {function} 3",
        "size" => "size(request.tables) > 0",
        "contains" or "startsWith" or "endsWith" => $"resource.database_name.{function}(\"hr\")",
        "matches" => "resource.database_name.matches(\"^hr_[a-z]+$\")",
        "duration" => CelType.Duration.Sample,
        "timestamp" => CelType.Timestamp.Sample,
        _ when function.StartsWith("get", StringComparison.Ordinal) => $"now.{function}(\"Europe/Berlin\")",
        "int" or "uint" or "double" => $"{function}(\"3\")",
        _ => $"{function}(request.level)",
    };
}
