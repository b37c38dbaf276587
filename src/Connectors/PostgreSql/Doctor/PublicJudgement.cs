using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>What anybody may do, and so every account beyond its scope, unless the operator has accepted it.</summary>
internal static class PublicJudgement
{
    private const string Shutting =
        "logins that get in by this alone are shut out: docs/postgres-setup.sql names them first, in further databases with jitbot.close";

    public static IEnumerable<Finding> Of(Target target, ImmutableArray<PublicRight> open, ImmutableArray<InsideFacts> insides, int major)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        bool MayStand(PublicRight right) => accepted.Contains(right.Text) && !(right.IsCreate && major < 16);
        IEnumerable<(string? Database, PublicRight Right)> all =
        [
            .. open.Select(right => ((string?)null, right)),
            .. insides.SelectMany(inside => Except(inside).Select(right => ((string?)inside.Database, right))),
        ];
        var kinds = all.Where(one => !MayStand(one.Right)).GroupBy(one => (one.Database, Kind: KindOf(one.Right), Severity: Weigh(one.Right, target)));
        foreach (var kind in kinds)
        {
            PublicRight[] rights = [.. kind.Select(one => one.Right)];
            var mayAccept = kind.Key.Kind != "create" || major >= 16;
            yield return new($"public.{kind.Key.Kind}", kind.Key.Severity, Found(kind.Key.Kind, rights), Meaning(kind.Key.Kind, kind.Key.Severity, mayAccept))
            {
                Database = kind.Key.Database,
                Sql = Listed.Lines(rights.Select(right => right.Mend)),
                Settings =
                [
                    .. kind.Key.Kind == "connect" ? [Shutting] : ImmutableArray<string>.Empty,
                    .. Listed.Rest(rights.Length, "run doctor again for the rest"),
                    .. mayAccept ? [Acceptance.Of(target, rights.Select(right => right.Text))] : ImmutableArray<string>.Empty,
                ],
            };
        }
    }

    /// <summary>Functions with their owner's rights are told with the owner, by <see cref="ReachJudgement"/>.</summary>
    private static IEnumerable<PublicRight> Except(InsideFacts inside)
    {
        var definers = inside.Reaching.Where(function => function.Kind == ReachingFunction.Definer).Select(function => function.Right(inside.Database)).ToHashSet(StringComparer.Ordinal);
        return inside.Public.Where(right => !definers.Contains(right.Text));
    }

    // Behind a schema that PUBLIC may not enter it shows only with a grant for something else in that schema. That anybody may connect to the one
    // database that can be asked for gives no account anything beyond its scope.
    private static Severity Weigh(PublicRight right, Target target) =>
        right.Schema is not null || (target.Databases is [var only] && right.Text == $"CONNECT {only}") ? Severity.Warning : Severity.Problem;

    private static string KindOf(PublicRight right) => right.Text.Split(' ')[0] switch
    {
        "CONNECT" => "connect",
        "TEMP" => "temporary",
        "CREATE" => "create",
        "EXECUTE" => "function",
        _ when right.Database == 0 => "parameter",
        _ when right.Text.Contains(".pg_largeobject.", StringComparison.Ordinal) => "large-object",
        _ when right.Text.Contains(".pg_foreign_server.", StringComparison.Ordinal) => "foreign-server",
        _ => "table",
    };

    private static string Found(string kind, PublicRight[] rights)
    {
        var all = Listed.Names([.. rights.Select(right => right.Text)]);
        var on = Listed.Names([.. rights.Select(right => right.Text[(right.Text.IndexOf(' ', StringComparison.Ordinal) + 1)..])]);
        return kind switch
        {
            "connect" => $"Anybody may connect to {on}.",
            "temporary" => $"Anybody may make temporary tables in {on}.",
            "create" => $"Anybody may create objects in {on}.",
            "function" => $"Anybody may execute {on}, which the server came with closed.",
            _ => $"Anybody has the {(rights.Length == 1 ? "right" : "rights")} {all}.",
        };
    }

    private static string Meaning(string kind, Severity severity, bool mayAccept) => (kind, severity, mayAccept) switch
    {
        ("connect", Severity.Warning, _) => "Logins that were never named get in; take it away once those that need it are named.",
        (_, Severity.Warning, _) => "PUBLIC may not enter the schema, but a grant for something else in it would give this, too, and is refused.",
        (_, _, false) => "What an account makes there outlives it; before 16 that cannot be accepted, so grants are refused.",
        ("connect", _, _) => "Every account gets in there, too, so grants are refused.",
        ("create", _, _) => "What an account makes there outlives it, so grants are refused.",
        _ => "Every account can do that, too, whatever was asked for, so grants are refused.",
    };
}
