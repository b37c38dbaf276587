using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>Where names are looked for in one database, so that masked views are found before what they stand for.</summary>
internal sealed record DatabasePath(string Database, ImmutableArray<string> Schemas);

/// <summary>The roles through which an account gets its rights, and what it is thereby meant to reach.</summary>
internal abstract record RightsSource(ImmutableArray<string> Roles)
{
    /// <summary>What the operator has accepted of the roles themselves.</summary>
    public ImmutableArray<string> Accepted { get; init; } = [];

    /// <summary>Whether a right that PUBLIC has lies within what was asked for.</summary>
    public abstract bool Covers(PublicRight right);

    /// <summary>One for each database where something is masked.</summary>
    public virtual ImmutableArray<DatabasePath> SearchPaths => [];

    /// <summary>Whether objects in a schema can be named, apart from what PUBLIC may do.</summary>
    public abstract bool Enters(uint database, uint schema);

    /// <summary>A role JitBot made for exactly these relations.</summary>
    internal sealed record Scope(string Role, ScopeShape Shape) : RightsSource([Role])
    {
        private readonly HashSet<HeldRight> _rights = Shape.Rights();

        public override ImmutableArray<DatabasePath> SearchPaths => Shape.SearchPath.IsEmpty ? [] : [new(Shape.Database, Shape.SearchPath)];

        public override bool Covers(PublicRight right) =>
            right.Database == Shape.DatabaseOid && right.Held is { } held && _rights.Contains(held);

        public override bool Enters(uint database, uint schema) => database == Shape.DatabaseOid && _rights.Contains(new('n', schema, "USAGE"));
    }

    /// <summary>A role of JitBot's for each of several databases.</summary>
    internal sealed record Several(ImmutableArray<RightsSource> Sources) : RightsSource([.. Sources.SelectMany(source => source.Roles)])
    {
        public override ImmutableArray<DatabasePath> SearchPaths => [.. Sources.SelectMany(source => source.SearchPaths)];

        public override bool Covers(PublicRight right) => Sources.Any(source => source.Covers(right));

        public override bool Enters(uint database, uint schema) => Sources.Any(source => source.Enters(database, schema));
    }

    /// <summary>Roles the operator made: what they give is the scope, whatever it is.</summary>
    internal sealed record Premade(ImmutableArray<string> Names) : RightsSource(Names)
    {
        public override bool Covers(PublicRight right) => false;

        // Their schemas are not looked into: taking every schema to be open shows rather more of PUBLIC's rights than fewer.
        public override bool Enters(uint database, uint schema) => true;
    }
}

/// <summary>The outcome of getting a scope ready to be given.</summary>
internal abstract record SourceResult
{
    private SourceResult() { }

    internal sealed record Ready(RightsSource Source) : SourceResult;

    internal sealed record Refused(string Why) : SourceResult;

    internal sealed record Busy(string Why) : SourceResult;
}
