using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>What PUBLIC may execute that a read-only transaction does not hold, or that does what its owner may.</summary>
internal static class ReachJudgement
{
    private const string OwnCaution = " Grant EXECUTE by name first to those of yours who use it.";

    public static IEnumerable<Finding> Of(InsideFacts inside, Target target)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        var open = inside.Reaching.Where(function => !accepted.Contains(function.Right(inside.Database)));
        foreach (var kind in open.GroupBy(function => (function.Kind, IsShut: function is { Kind: ReachingFunction.Definer, Shut: true })))
        {
            ReachingFunction[] functions = [.. kind];
            var (severity, found, meaning) = Weigh(kind.Key.Kind, kind.Key.IsShut);
            yield return new($"reach.{kind.Key.Kind}", severity, $"Anybody may execute {found}: {Listed.Names([.. functions.Select(Shown).Distinct(StringComparer.Ordinal)])}.", meaning)
            {
                Database = inside.Database,
                Sql = Revoke(functions),
                Settings =
                [
                    .. functions[0].IsWellKnown ? [] : Listed.Rest(functions.Length, "run doctor again for the rest"),
                    Acceptance.Of(target, functions.Select(function => function.Accepting(inside.Database)).Distinct(StringComparer.Ordinal)),
                ],
            };
        }

        if (!inside.SharedMappings.IsEmpty)
        {
            yield return new(
                "reach.user-mapping", Severity.Warning,
                $"Anybody reaches {Listed.Names(inside.SharedMappings)} with a stored login.",
                "A grant on a foreign table there reads, and may write, another server.")
            {
                Database = inside.Database,
                Sql = Listed.Lines(inside.SharedMappings.Select(server => $"DROP USER MAPPING FOR PUBLIC SERVER {SqlText.Identifier(server)}")),
                Settings = Listed.Rest(inside.SharedMappings.Length, "run doctor again for the rest"),
            };
        }
    }

    private static string Shown(ReachingFunction function) => function.Kind == ReachingFunction.Definer ? $"{function.Name} (of {function.Owner})"
        : function.IsWellKnown ? function.Name[(function.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]
        : function.Name;

    // What is the same everywhere is nothing to be read one by one.
    private static ImmutableArray<string> Revoke(ReachingFunction[] functions)
    {
        string[] signatures = [.. functions.Where(function => function.MayBeRevoked).Select(function => function.Signature)];
        return functions[0].IsWellKnown ? [ReachingFunction.Revoke(signatures)] : Listed.Lines(signatures.Select(signature => ReachingFunction.Revoke(signature)));
    }

    private static (Severity Severity, string Found, string Meaning) Weigh(string kind, bool isShut) => kind switch
    {
        ReachingFunction.Definer when isShut => (Severity.Warning, "functions that run with their owner's rights, in schemas PUBLIC may not enter",
            "A grant for something else in the schema would give this, too, and is refused." + OwnCaution),
        ReachingFunction.Definer => (Severity.Problem, "functions that run with their owner's rights",
            "Every account could do what they do, whatever was asked for, so grants are refused." + OwnCaution),
        ReachingFunction.Dblink => (Severity.Warning, "functions that connect elsewhere",
            "An account reaches other servers, and this one anew, where no read-only transaction holds it, so statements are refused." + OwnCaution),
        ReachingFunction.Untrusted => (Severity.Warning, "functions in languages that are not confined",
            "They can do to the server's machine what the server can, so statements are refused." + OwnCaution),
        ReachingFunction.Native => (Severity.Warning, "functions in C, of no extension that is known to be harmless",
            "They can do to the server's machine what the server can, so statements are refused." + OwnCaution),
        ReachingFunction.NativeType => (Severity.Warning, "functions in C of types, of no extension that is known to be harmless",
            "They can do to the server's machine what the server can, so statements are refused. The server runs them for the type's values and asks for no right."),
        ReachingFunction.Indirect => (Severity.Warning, "functions that run SQL which is made up only then, or call what is refused in a statement",
            "An account that may only read can go round what holds its statements by them, so statements are refused." + OwnCaution),
        "large-objects" => (Severity.Note, "functions that write large objects", "An account that may only read can leave data behind." + OwnCaution),
        "wal-messages" => (Severity.Note, "functions that write to the WAL", "An account that may only read can speak to whatever follows the server's log." + OwnCaution),
        "notifications" => (Severity.Note, "functions that notify", "An account that may only read can wake your applications; NOTIFY as a statement cannot be taken away." + OwnCaution),
        "advisory-locks" => (Severity.Warning, "functions that take advisory locks",
            "An account that may only read can hold up applications that use them, and the whole server by taking all it has room for, until its grant ends: exhaust.locks in docs/security.md." + OwnCaution),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind that was asked for."),
    };
}
