using JitBot.Core.Policy.Conditions.Matching;

namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// Finds the type of every part before there are values, and everything that could never work. What was found wrong is dyn, so that it is told once.
/// </summary>
internal sealed partial class Checker(string source, Vocabulary vocabulary)
{
    private const int MostProblems = 20;

    private static readonly CelType[] KeyTypes = [CelType.Bool, CelType.Int, CelType.Uint, CelType.String];

    public List<ConditionProblem> Problems { get; } = [];

    /// <summary>The patterns that are written in the condition.</summary>
    public Dictionary<string, Pattern> Patterns { get; } = new(StringComparer.Ordinal);

    public void Condition(Node root)
    {
        var type = TypeOf(root, null);
        if (!Assignable(type, CelType.Bool))
        {
            Wrong(root, $"A condition is true or false, but `{Text(root)}` is {A(type)}.", $"{Short(root)} == {type.Sample}");
        }
    }

    public CelType TypeOf(Node node, Scope<CelType>? scope) => node switch
    {
        Node.Literal literal => literal.Value.Simple(),
        Node.Identifier identifier => Named(identifier, scope),
        Node.Select select => Selected(select, scope),
        Node.Has has => Presence(has, scope),
        Node.Index index => Indexed(index, scope),
        Node.Call call => Called(call, scope),
        Node.Conditional choice => Chosen(choice, scope),
        Node.List list => new CelType.List(Common(list.Items.Select(item => TypeOf(item, scope)))),
        Node.Map map => Mapped(map, scope),
        Node.Comprehension comprehension => Comprehended(comprehension, scope),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private CelType Named(Node.Identifier identifier, Scope<CelType>? scope)
    {
        if (!identifier.IsRoot && scope.TryFind(identifier.Name, out var bound))
        {
            return bound;
        }

        return Root(identifier.Name) ?? Unknown(
            identifier, identifier.Name, vocabulary.Names, $"`{identifier.Name}` is unknown.", near => near, "Known are");
    }

    private CelType? Root(string name) => vocabulary.TypeOf(name) ?? (TypeNames.Find(name) is null ? null : CelType.Type);

    private CelType Selected(Node.Select select, Scope<CelType>? scope)
    {
        if (scope.Spelled(select) is { } name && Root(name) is { } root)
        {
            return root;
        }

        // a.b of a root that is called a.b.c is no value, but a name on the way to one.
        if (scope.Spelled(select.Operand) is { } prefix && Root(prefix) is null
            && vocabulary.Names.Any(known => known.StartsWith(prefix + ".", StringComparison.Ordinal)))
        {
            return Unknown(select, scope.Spelled(select)!, vocabulary.Names, $"`{Text(select)}` is unknown.", near => near, "Known are");
        }

        return FieldType(select, TypeOf(select.Operand, scope));
    }

    private CelType FieldType(Node.Select select, CelType operand)
    {
        switch (operand)
        {
            case CelType.Record record:
                return record.Fields.GetValueOrDefault(select.Field) ?? Unknown(
                    select, select.Field, record.FieldNames, $"`{Text(select.Operand)}` has no field `{select.Field}`.",
                    near => $"{Text(select.Operand)}.{near}", "It has");
            case CelType.Map map:
                return Assignable(CelType.String, map.Key)
                    ? map.Value
                    : Wrong(select, $"The keys of `{Text(select.Operand)}` are {map.Key}, so `{select.Field}` cannot be one.",
                        $"{Short(select.Operand)}[{map.Key.Sample}]");
            case var other when ReferenceEquals(other, CelType.Dyn):
                return CelType.Dyn;
            default:
                return Wrong(select, $"`{Text(select.Operand)}` is {A(operand)} and has no fields, so no `{select.Field}`.",
                    $"{Short(select.Operand)} == {operand.Sample}");
        }
    }

    private CelType Presence(Node.Has has, Scope<CelType>? scope)
    {
        FieldType(has.Field, TypeOf(has.Field.Operand, scope));
        return CelType.Bool;
    }

    private CelType Indexed(Node.Index index, Scope<CelType>? scope)
    {
        var key = TypeOf(index.Key, scope);
        switch (TypeOf(index.Operand, scope))
        {
            case CelType.List list:
                return Assignable(key, CelType.Int)
                    ? list.Of
                    : Wrong(index.Key, $"A place in a list is an int, but `{Text(index.Key)}` is {A(key)}.", $"{Short(index.Operand)}[0]");
            case CelType.Map map:
                return Assignable(key, map.Key)
                    ? map.Value
                    : Wrong(index.Key, $"The keys of `{Text(index.Operand)}` are {map.Key}, but `{Text(index.Key)}` is {A(key)}.",
                        $"{Short(index.Operand)}[{map.Key.Sample}]");
            case var other when ReferenceEquals(other, CelType.Dyn):
                return CelType.Dyn;
            case var other:
                return Wrong(index, $"`{Text(index.Operand)}` is {A(other)}: only lists and maps are looked up in.", "request.tables[0]");
        }
    }

    private CelType Chosen(Node.Conditional choice, Scope<CelType>? scope)
    {
        Truth(choice.Test, scope);
        var (then, otherwise) = (TypeOf(choice.Then, scope), TypeOf(choice.Otherwise, scope));
        return Agree(then, otherwise)
            ? Common([then, otherwise])
            : Wrong(choice.Otherwise,
                $"`{Text(choice.Then)}` is {A(then)} and `{Text(choice.Otherwise)}` {A(otherwise)}: both ways must give the same type.",
                $"{Short(choice.Test)} ? {then.Sample} : {then.Sample}");
    }

    private CelType.Map Mapped(Node.Map map, Scope<CelType>? scope)
    {
        var keys = map.Entries.Select(entry => (entry.Key, Type: TypeOf(entry.Key, scope))).ToArray();
        foreach (var (key, type) in keys)
        {
            if (!KeyTypes.Any(possible => Assignable(type, possible)))
            {
                Wrong(key, $"A key is a bool, an int, a uint or a string, but `{Text(key)}` is {A(type)}.", "{\"hr\": 2}");
            }
        }

        return new(Common(keys.Select(key => key.Type)), Common(map.Entries.Select(entry => TypeOf(entry.Value, scope))));
    }

    private CelType Comprehended(Node.Comprehension macro, Scope<CelType>? scope)
    {
        var range = TypeOf(macro.Range, scope);
        var (key, value) = range switch
        {
            CelType.List list => (CelType.Int, list.Of),
            CelType.Map map => (map.Key, map.Value),
            _ => (CelType.Dyn, CelType.Dyn),
        };
        if (range is not (CelType.List or CelType.Map) && !ReferenceEquals(range, CelType.Dyn))
        {
            Wrong(macro.Range, $"{macro.Macro}() goes through a list or a map, but `{Text(macro.Range)}` is {A(range)}.",
                "request.tables.exists(table, table == \"salary\")");
        }

        var element = range is CelType.Map ? key : value;
        Scope<CelType> inner = macro.Variables is [var only]
            ? new(only, element, scope)
            : new(macro.Variables[1], value, new(macro.Variables[0], key, scope));
        if (macro.Where is not null)
        {
            Truth(macro.Where, inner);
        }

        switch (macro.Macro)
        {
            case "map" or "transformList":
                return new CelType.List(TypeOf(macro.Body, inner));
            case "transformMap":
                return new CelType.Map(key, TypeOf(macro.Body, inner));
            default:
                Truth(macro.Body, inner);
                return macro.Macro == "filter" ? new CelType.List(element) : CelType.Bool;
        }
    }

    private void Truth(Node node, Scope<CelType>? scope)
    {
        var type = TypeOf(node, scope);
        if (!Assignable(type, CelType.Bool))
        {
            Wrong(node, $"Here something true or false is needed, but `{Text(node)}` is {A(type)}.", $"{Short(node)} == {type.Sample}");
        }
    }

    private CelType Unknown(Node node, string name, IReadOnlyCollection<string> known, string what, Func<string, string> written, string knownAre)
    {
        var near = Problems.Count < MostProblems ? PlainText.Nearest(name, known, 3) : [];
        var told = string.Join(", ", near.Select(one => $"`{one}`")) + (known.Count > near.Length ? ", …" : "");
        return near.IsEmpty ? Wrong(node, what, "true") : Wrong(node, $"{what} {knownAre} {told}.", written(near[0]));
    }

    private CelType Wrong(Node node, string what, string example)
    {
        if (Problems.Count < MostProblems)
        {
            Problems.Add(new(node.Offset, node.Length, what, example));
        }

        return CelType.Dyn;
    }

    private string Text(Node node) => PlainText.Shorten(node.TextIn(source), 60);

    /// <summary>For an example, which must stay readable.</summary>
    private string Short(Node node) => node.Length <= 40 ? node.TextIn(source) : "request.level";

    private static string A(CelType type) => type.ToString() is var name && name[0] is 'a' or 'e' or 'i' or 'o' ? $"an {name}" : $"a {name}";
}
