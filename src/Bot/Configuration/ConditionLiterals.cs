using System.Collections.Frozen;
using JitBot.Core;
using JitBot.Core.Policy;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>
/// Names that a condition compares with, held against what there is: <c>resource.environment_id == "prodution"</c> is a typing mistake that would
/// silently never hold.
/// </summary>
internal static class ConditionLiterals
{
    public static IEnumerable<ConditionProblem> Check(Condition condition, Organisation organisation)
    {
        var known = Known(organisation);
        return Walk(condition.Root).SelectMany(node => Compared(node, known));
    }

    private static FrozenDictionary<string, (string What, string[] Names)> Known(Organisation organisation)
    {
        var targets = organisation.Targets;
        return new Dictionary<string, (string, string[])>(StringComparer.Ordinal)
        {
            ["request.kind"] = ("kind of request", [.. RequestKinds.All]),
            ["request.level"] = ("level", [.. Enum.GetNames<AccessLevel>().Select(name => name.ToLowerInvariant())]),
            ["request.profile"] = ("target's profile", [.. targets.SelectMany(target => target.Profiles).Select(profile => profile.Name)]),
            ["resource.target"] = ("target", [.. targets.Select(target => target.Id)]),
            ["resource.instance_id"] = ("target", [.. targets.Select(target => target.Id)]),
            ["resource.environment_id"] = ("target's environment", [.. targets.Select(target => target.Environment)]),
            ["resource.engine"] = ("target's engine", [.. targets.Select(target => target.Engine)]),
            ["resource.database_name"] = ("target's database", [.. targets.SelectMany(target => target.Databases)]),
            ["request.databases"] = ("target's database", [.. targets.SelectMany(target => target.Databases)]),
            ["requester.id"] = ("person", [.. organisation.People.Select(person => person.Id.Value)]),
            ["requester.groups"] = ("group", [.. organisation.Groups.Keys]),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<ConditionProblem> Compared(Node node, FrozenDictionary<string, (string What, string[] Names)> known)
    {
        if (node is not Node.Call { Function: "==" or "!=" or "in", Arguments: [var left, var right] })
        {
            yield break;
        }

        var name = left.DottedName() is { } leftName && known.ContainsKey(leftName) ? leftName : right.DottedName();
        if (name is null || !known.TryGetValue(name, out var expected))
        {
            yield break;
        }

        foreach (var literal in Literals(left).Concat(Literals(right)).Where(literal => !expected.Names.Contains(literal.Text, StringComparer.Ordinal)))
        {
            var nearest = PlainText.Nearest(literal.Text, expected.Names.Distinct(StringComparer.Ordinal), 5);
            yield return new(literal.Node.Offset, literal.Node.Length, $"there is no {expected.What} \"{PlainText.Shorten(literal.Text, 60)}\"",
                nearest.IsEmpty ? "a name that is configured" : string.Join(" or ", nearest.Select(text => $"\"{text}\"")));
        }
    }

    private static IEnumerable<(Node Node, string Text)> Literals(Node node) => node switch
    {
        Node.Literal { Value: CelValue.String { Value: var text } } => [(node, text)],
        Node.List list => list.Items.SelectMany(Literals),
        _ => [],
    };

    private static IEnumerable<Node> Walk(Node node) => node.Parts.SelectMany(Walk).Prepend(node);
}
