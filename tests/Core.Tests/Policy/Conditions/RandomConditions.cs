using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>Well-formed conditions over <see cref="SampleWords"/>, each part of the type that its place asks for.</summary>
internal sealed class RandomConditions(Random random)
{
    private static readonly string[] Texts = ["", "a", "write", "employee", "payroll", "😀", "\"quoted\\", "ünï\n", "2h", "2026-01-31T08:00:00Z", "42", "true", "[a-z]+", "(", "Europe/Berlin", "-02:30"];
    private static readonly long[] Numbers = [0, 1, 2, 3, -1, -5, 60, 90, 1_000_000, long.MaxValue, long.MinValue];
    private static readonly double[] Fractions = [0, -0.0, 1, 1.5, -2.25, 1e300, 9.223372036854775807e18, 5e-324];
    private static readonly string[] Zones = ["Europe/Berlin", "UTC", "-02:30"];
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];

    private static readonly CelType.List Strings = new(CelType.String);
    private static readonly CelType.List Ints = new(CelType.Int);

    private readonly List<(string Name, CelType Type)> _bound = [];
    private int _size;

    public Node Next()
    {
        _size = 1 + random.Next(25);
        return Of(CelType.Bool);
    }

    private Node Of(CelType type)
    {
        _size--;
        if (_bound.Where(bound => ReferenceEquals(bound.Type, type)).ToArray() is [_, ..] fitting && random.Next(2) == 0)
        {
            return Name(fitting[random.Next(fitting.Length)].Name);
        }

        return _size <= 0 ? Leaf(type)
            : random.Next(12) switch
            {
                0 => Leaf(type),
                1 => new Node.Conditional(0, 0, Of(CelType.Bool), Of(type), Of(type)),
                2 => new Node.Index(0, 0, new Node.List(0, 0, [Of(type), Of(type)]), random.Next(8) == 0 ? Of(CelType.Int) : Written(CelValue.Of(random.Next(2)))),
                3 when !ReferenceEquals(type, CelType.Type) => new Node.Call(0, 0, "dyn", null, [Of(type)]),
                _ => Made(type),
            };
    }

    private Node Leaf(CelType type) => type.ToString() switch
    {
        "bool" => random.Next(3) switch
        {
            0 => Field("request", "urgent"),
            1 => new Node.Has(0, 0, random.Next(2) == 0 ? Field("incident", "severity") : new(0, 0, Field("incident", "service"), "name")),
            _ => Written(CelValue.Of(random.Next(2) == 0)),
        },
        "int" => random.Next(2) == 0 ? Field("request", "minutes") : Written(CelValue.Of(Pick(Numbers))),
        "uint" => random.Next(2) == 0 ? Field("request", "people") : Written(new CelValue.Uint(unchecked((ulong)Pick(Numbers)))),
        "double" => random.Next(2) == 0 ? Field("request", "weight") : Written(new CelValue.Double(Pick(Fractions))),
        "string" => random.Next(4) switch
        {
            0 => Field("request", Pick(["level", "database"])),
            1 => new Node.Select(0, 0, Field("request", "labels"), Pick(["team", "cost-centre", "none"])),
            2 => Field("incident", "severity"),
            _ => Written(CelValue.Of(Pick(Texts))),
        },
        "bytes" => Written(new CelValue.Bytes([(byte)random.Next(256), (byte)random.Next(256)])),
        "timestamp" => random.Next(2) == 0 ? Name("now") : Field("request", "opened"),
        "duration" => Field("request", "length"),
        "type" => Name(Pick(["int", "string", "list"])),
        "list(string)" => random.Next(2) == 0 ? Field("request", "tables") : new Node.List(0, 0, [Leaf(CelType.String)]),
        _ => new Node.List(0, 0, [Leaf(CelType.Int), Leaf(CelType.Int)]),
    };

    private Node Made(CelType type) => type.ToString() switch
    {
        "bool" => Truth(),
        "int" => random.Next(5) switch
        {
            0 => Call("size", null, Of(Any())),
            1 => Call(Pick(["getHours", "getDayOfWeek", "getFullYear"]), Of(CelType.Timestamp)),
            2 => Call(Pick(["getHours", "getDate"]), Of(CelType.Timestamp), random.Next(2) == 0 ? Field("request", "database") : Written(CelValue.Of(Pick(Zones)))),
            3 => Call("int", null, Of(Pick([CelType.String, CelType.Uint, CelType.Double, CelType.Timestamp]))),
            _ => Sum(CelType.Int, ["+", "-", "*", "/", "%"], canBeNegative: true),
        },
        "uint" => random.Next(3) == 0 ? Call("uint", null, Of(CelType.Int)) : Sum(CelType.Uint, ["+", "-", "*", "/", "%"], canBeNegative: false),
        "double" => random.Next(3) == 0 ? Call("double", null, Of(CelType.Int)) : Sum(CelType.Double, ["+", "-", "*", "/"], canBeNegative: true),
        "string" => random.Next(3) == 0
            ? Call("string", null, Of(Pick([CelType.Int, CelType.Double, CelType.Bool, CelType.Timestamp, CelType.Duration, CelType.Bytes])))
            : Sum(CelType.String, ["+"], canBeNegative: false),
        "bytes" => random.Next(2) == 0 ? Call("bytes", null, Of(CelType.String)) : Sum(CelType.Bytes, ["+"], canBeNegative: false),
        "timestamp" => Call(Pick(["+", "-"]), null, Of(CelType.Timestamp), Of(CelType.Duration)),
        "duration" => random.Next(3) switch
        {
            0 => Call("-", null, Of(CelType.Timestamp), Of(CelType.Timestamp)),
            1 => Call("duration", null, Call("+", null, Of(CelType.String), Of(CelType.String))),
            _ => Sum(CelType.Duration, ["+", "-"], canBeNegative: false),
        },
        "type" => Call("type", null, Of(Any())),
        "list(string)" => random.Next(2) == 0 ? Over("filter", CelType.Bool) : Over("map", CelType.String),
        _ => random.Next(2) == 0 ? Over("map", CelType.Int) : Over("transformList", CelType.Int),
    };

    private Node Truth() => random.Next(10) switch
    {
        0 or 1 => Call(Pick(["&&", "||"]), null, Of(CelType.Bool), Of(CelType.Bool)),
        2 => Call("!", null, Of(CelType.Bool)),
        3 or 4 => Compared(Pick([CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration])),
        5 => Call("in", null, Of(CelType.String), random.Next(2) == 0 ? Of(Strings) : Field("request", "labels")),
        6 => Call(Pick(["contains", "startsWith", "endsWith"]), Of(CelType.String), Of(CelType.String)),
        7 => Call("matches", Of(CelType.String), random.Next(2) == 0 ? Written(CelValue.Of("^(a|[^b-d])+\\d{1,3}$")) : Call("+", null, Leaf(CelType.String), Leaf(CelType.String))),
        8 => Over(Pick(["all", "exists", "exists_one", "existsOne"]), CelType.Bool),
        _ => Call("==", null, Of(CelType.Type), Of(CelType.Type)),
    };

    private CelType Any() => Pick<CelType>([CelType.String, Strings, Ints]);

    private Node Over(string macro, CelType body)
    {
        var range = Of(Strings);
        var isDouble = macro.StartsWith("transform", StringComparison.Ordinal) || (macro is not ("filter" or "map" or "exists_one") && random.Next(3) == 0);
        (string Name, CelType Type)[] variables = isDouble
            ? [($"at{_bound.Count}", CelType.Int), ($"table{_bound.Count}", CelType.String)]
            : [($"table{_bound.Count}", CelType.String)];
        _bound.AddRange(variables);
        var where = macro is "map" or "transformList" && random.Next(2) == 0 ? Of(CelType.Bool) : null;
        Node.Comprehension made = new(0, 0, macro, range, [.. variables.Select(variable => variable.Name)], where, Of(body));
        _bound.RemoveRange(_bound.Count - variables.Length, variables.Length);
        return made;
    }

    private Node.Call Compared(CelType type) => Call(Pick(Comparisons), null, Of(type), Of(type));

    private Node Sum(CelType type, string[] signs, bool canBeNegative) =>
        canBeNegative && random.Next(5) == 0 ? Call("-", null, Of(type)) : Call(Pick(signs), null, Of(type), Of(type));

    private static Node.Call Call(string function, Node? target, params Node[] arguments) => new(0, 0, function, target, [.. arguments]);

    private static Node.Select Field(string root, string field) => new(0, 0, Name(root), field);

    private static Node.Identifier Name(string name) => new(0, 0, name);

    private static Node.Literal Written(CelValue value) => new(0, 0, value);

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}
