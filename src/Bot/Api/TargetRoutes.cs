using System.Collections.Immutable;
using System.ComponentModel;
using JitBot.Bot.Api.Tokens;
using JitBot.Core.Targets;

namespace JitBot.Bot.Api;

internal sealed record TargetView
{
    public required string Id { get; init; }
    public required string Engine { get; init; }

    [Description("What policy rules call the place it stands in, such as production.")]
    public required string Environment { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    [Description("Those that can be asked for; the first is taken if none is named.")]
    public required ImmutableArray<string> Databases { get; init; }

    public required ImmutableArray<LevelView> Levels { get; init; }

    [Description("Groups whose members can revoke grants here.")]
    public required ImmutableArray<string> Owners { get; init; }
}

internal sealed record LevelView
{
    public required string Name { get; init; }

    [Description("What it does with data: read, write, or ddl for all that an owner can.")]
    public required AccessLevel Does { get; init; }

    [Description("What it reaches is fixed by the operator: schemas, tables and columns are not asked for.")]
    public required bool Fixed { get; init; }

    [Description("It gives roles to a login that the requester has anyway.")]
    public required bool ForOwnLogin { get; init; }
}

internal sealed record TargetList
{
    public required ImmutableArray<TargetView> Items { get; init; }
}

/// <summary>What there is to ask for.</summary>
internal static class TargetRoutes
{
    public static void MapTargets(this IEndpointRouteBuilder api) => api.MapGet("/targets", List).Needs(ApiScopes.ReadTargets)
        .Answers<TargetList>()
        .Says("listTargets", "List targets", "The database servers that access is given to, with the levels each offers.");

    private static ApiAnswer List(TargetRegistry targets) => ApiAnswer.Of(new TargetList { Items = [.. targets.All.Select(View)] });

    private static TargetView View(Target target) => new()
    {
        Id = target.Id,
        Engine = target.Engine,
        Environment = target.Environment,
        Labels = target.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Databases = target.Databases,
        Levels = [.. target.Profiles.Select(profile => new LevelView { Name = profile.Name, Does = profile.Level, Fixed = profile.IsPremade, ForOwnLogin = profile.ForOwnLogin })],
        Owners = target.Owners,
    };
}
