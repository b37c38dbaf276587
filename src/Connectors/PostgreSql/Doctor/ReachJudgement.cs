using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>What PUBLIC may execute that a read-only transaction does not hold, or that does what its owner may.</summary>
internal static class ReachJudgement
{
    /// <summary>The kind of functions that run with their owner's rights.</summary>
    public const string Definer = "definer";

    private const string OwnCaution = " Grant EXECUTE by name first to those of yours who use it.";

    public static IEnumerable<Finding> Of(InsideFacts inside, Target target)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        string Right(ReachingFunction function) => $"EXECUTE {inside.Database}.{function.Name}";
        var open = inside.Reaching.Where(function => !accepted.Contains(Right(function)));
        foreach (var kind in open.GroupBy(function => (function.Kind, IsShut: function is { Kind: Definer, Shut: true })))
        {
            ReachingFunction[] functions = [.. kind];
            var (severity, found, meaning) = Weigh(kind.Key.Kind, kind.Key.IsShut);
            yield return new($"reach.{kind.Key.Kind}", severity, $"Anybody may execute {found}: {Listed.Names([.. functions.Select(Shown).Distinct(StringComparer.Ordinal)])}.", meaning)
            {
                Database = inside.Database,
                Sql = Revoke(functions),
                Settings = IsKnown(kind.Key.Kind)
                    ? [Acceptance.Of(target, functions.Select(Accepting).Distinct(StringComparer.Ordinal))]
                    : [.. Listed.Rest(functions.Length, "run doctor again for the rest"), Acceptance.Of(target, functions.Select(Right).Distinct(StringComparer.Ordinal))],
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

    private static string Shown(ReachingFunction function) => function.Kind == Definer ? $"{function.Name} (of {function.Owner})" : function.Name[(function.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    // What the server and its own extensions come with is the same everywhere, and nothing to be read one by one or in each database anew.
    private static bool IsKnown(string kind) => kind is not (Definer or "untrusted");

    private static string Accepting(ReachingFunction function) =>
        function.Kind == "dblink" ? $"EXECUTE *.{function.Name[..(function.Name.IndexOf(".dblink", StringComparison.Ordinal) + 7)]}*" : $"EXECUTE *.{function.Name}";

    private static ImmutableArray<string> Revoke(ReachingFunction[] functions) => IsKnown(functions[0].Kind)
        ? [$"REVOKE EXECUTE ON ROUTINE {string.Join(", ", functions.Select(function => function.Signature))} FROM PUBLIC"]
        : Listed.Lines(functions.Select(function => $"REVOKE EXECUTE ON ROUTINE {function.Signature} FROM PUBLIC"));

    private static (Severity Severity, string Found, string Meaning) Weigh(string kind, bool isShut) => kind switch
    {
        Definer when isShut => (Severity.Warning, "functions that run with their owner's rights, in schemas PUBLIC may not enter",
            "A grant for something else in the schema would give this, too, and is refused." + OwnCaution),
        Definer => (Severity.Problem, "functions that run with their owner's rights",
            "Every account could do what they do, whatever was asked for, so grants are refused." + OwnCaution),
        "dblink" => (Severity.Warning, "functions that connect elsewhere",
            "An account reaches other servers, and this one anew, where no read-only transaction holds it." + OwnCaution),
        "untrusted" => (Severity.Warning, "functions in languages that are not confined",
            "They can do to the server's machine what the server can." + OwnCaution),
        "large-objects" => (Severity.Note, "functions that write large objects", "An account that may only read can leave data behind." + OwnCaution),
        "wal-messages" => (Severity.Note, "functions that write to the WAL", "An account that may only read can speak to whatever follows the server's log." + OwnCaution),
        "notifications" => (Severity.Note, "functions that notify", "An account that may only read can wake your applications; NOTIFY as a statement cannot be taken away." + OwnCaution),
        "advisory-locks" => (Severity.Warning, "functions that take advisory locks",
            "An account that may only read can hold up applications that use them, and the whole server by taking all it has room for, until its grant ends: exhaust.locks in docs/security.md." + OwnCaution),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind that was asked for."),
    };
}
