using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Calls that are more than calls, because they name variables or ask for presence. With other arguments they are ordinary calls.</summary>
internal static class Macros
{
    public static (Node Node, ConditionProblem? Problem) Expand(Node.Call call, Token name)
    {
        var count = call.Arguments.Length;
        return (call.Function, call.Target, count) switch
        {
            ("has", null, 1) => Has(call),
            ("all" or "exists" or "exists_one" or "existsOne", { } range, 2 or 3) => Over(call, name, range, count - 1, hasWhere: false),
            ("filter", { } range, 2) => Over(call, name, range, 1, hasWhere: false),
            ("map", { } range, 2 or 3) => Over(call, name, range, 1, hasWhere: count == 3),
            ("transformList" or "transformMap", { } range, 3 or 4) => Over(call, name, range, 2, hasWhere: count == 4),
            _ => (call, null),
        };
    }

    /// <summary>What a macro takes, for a call that is none for its shape; null for other names.</summary>
    public static (string What, string Example)? Usage(string name) => name switch
    {
        "has" => ("has() takes one field.", "has(request.ticket)"),
        "all" or "exists" or "exists_one" or "existsOne" or "filter" or "map" =>
            ($"{name}() stands after a list or a map and takes a new name for the element, then what is asked of it.", ForOne(name)),
        "transformList" or "transformMap" =>
            ($"{name}() stands after a list or a map and takes two new names, for index and element or key and value, then what is made of them.",
                ForTwo(name)),
        _ => null,
    };

    private static string ForOne(string name) => $"request.tables.{name}(table, table.startsWith(\"pay\"))";

    private static string ForTwo(string name) => $"resource.labels.{name}(key, value, key == \"team\")";

    private static (Node Node, ConditionProblem? Problem) Has(Node.Call call) => call.Arguments[0] is Node.Select field
        ? (new Node.Has(call.Offset, call.Length, field), null)
        : (call, new(call.Arguments[0].Offset, call.Arguments[0].Length,
            "has() asks for a field, written as something, a dot and its name.", "has(request.ticket)"));

    private static (Node Node, ConditionProblem? Problem) Over(Node.Call call, Token name, Node range, int variables, bool hasWhere)
    {
        var names = ImmutableArray.CreateBuilder<string>(variables);
        foreach (var argument in call.Arguments.Take(variables))
        {
            if (argument is not Node.Identifier { IsRoot: false } identifier || names.Contains(identifier.Name))
            {
                return (call, new(argument.Offset, argument.Length, variables == 1
                    ? $"{name.Text}() begins with a new name for the element, then what is asked of it."
                    : $"{name.Text}() begins with two different new names, for index and element or key and value, then what is asked of them.",
                    variables == 1 ? ForOne(name.Text) : ForTwo(name.Text)));
            }

            names.Add(identifier.Name);
        }

        var where = hasWhere ? call.Arguments[^2] : null;
        return (new Node.Comprehension(call.Offset, call.Length, call.Function, range, names.MoveToImmutable(), where, call.Arguments[^1]), null);
    }
}
