using System.Collections.Immutable;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>
/// Makes masked views and keeps them as they should be. They are owned by a role that nobody logs in as, so that whoever reads them needs no
/// right on what they are made from.
/// </summary>
internal sealed class MaskedViews(Installation installation)
{
    private const string Done = "done";
    private const int MadeAtOnce = 500;

    /// <summary>Those of this installation in one database, by name.</summary>
    public async Task<Dictionary<TableName, FoundView>> FindAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var found = await connection.AskAsync(
            MaskStatements.Views,
            [Marker.AnyViewPrefix(await installation.IdAsync(ct))],
            row => new FoundView(
                row.GetFieldValue<uint>(0), row.GetFieldValue<uint>(1), new(row.GetString(2), row.GetString(3)), row.GetString(4), [.. row.GetFieldValue<uint[]>(5)], row.GetInt32(6), row.GetBoolean(7)),
            ct);
        return found.ToDictionary(view => view.Name);
    }

    public async Task<bool> IsInOrderAsync(MaskedView view, Dictionary<TableName, FoundView> found, CancellationToken ct) =>
        found.GetValueOrDefault(view.Name) is { } there && there.Marker == Marker.OfView(await installation.IdAsync(ct), view.Definition) && there.Sources.Contains(view.Table);

    /// <summary>To be called under the lock of the database's scopes. What is in order stays untouched.</summary>
    /// <returns>What was found and what to do, if it cannot be done; null if all are in order.</returns>
    public async Task<string?> EnsureAsync(NpgsqlConnection connection, IReadOnlyList<MaskedView> views, CancellationToken ct)
    {
        var found = await FindAsync(connection, ct);
        List<MaskedView> stale = [];
        foreach (var view in views)
        {
            if (!await IsInOrderAsync(view, found, ct))
            {
                stale.Add(view);
            }
        }

        if (stale.Count == 0)
        {
            return null;
        }

        var id = await installation.IdAsync(ct);
        var owner = OwnerFor(id);
        var ours = Marker.OfMasks(id);
        if (await connection.OrderAsync(MaskStatements.EnsureOwner, new { name = owner, ours, marker = ours }, ct) is not Done and var wrong)
        {
            return $"The role {owner}, which is to own masked views, {wrong}: ALTER ROLE {owner} RENAME TO another name.";
        }

        foreach (var part in stale.Chunk(MadeAtOnce))
        {
            var place = new { owner, schemas = part.Select(view => view.Name.Schema).Distinct(StringComparer.Ordinal), tables = part.Select(view => view.Table) };
            if (await connection.OrderAsync(MaskStatements.EnsurePlace, place, ct) is not Done and var taken)
            {
                return $"The schema {taken} of {connection.Database} is not JitBot's: rename it, for masked views stand in schemas of that name.";
            }
        }

        foreach (var view in stale)
        {
            if (await MakeAsync(connection, owner, view, found.GetValueOrDefault(view.Name), ct) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>To be called under the lock of the database's scopes.</summary>
    public async Task DropAsync(NpgsqlConnection connection, IEnumerable<FoundView> views, CancellationToken ct)
    {
        var owner = OwnerFor(await installation.IdAsync(ct));
        foreach (var view in views)
        {
            await connection.ExecuteAllAsync([Become(owner), $"DROP VIEW {MaskedView.Sql(view.Name)}"], ct);
        }
    }

    internal static string OwnerFor(string installation) => $"jit_masks_{installation[..16]}";

    private async Task<string?> MakeAsync(NpgsqlConnection connection, string owner, MaskedView view, FoundView? there, CancellationToken ct)
    {
        var name = MaskedView.Sql(view.Name);
        var create = $"CREATE OR REPLACE VIEW {name} AS {view.Select}";
        string[] finish =
        [
            $"COMMENT ON VIEW {name} IS {SqlText.Literal(Marker.OfView(await installation.IdAsync(ct), view.Definition))}",
            $"GRANT SELECT ON {name} TO {SqlText.Identifier(connection.UserName!)} WITH GRANT OPTION",
        ];
        try
        {
            await connection.ExecuteAllAsync([Become(owner), create, .. finish], ct);
            return null;
        }
        catch (PostgresException differs) when (differs.Is(PostgresErrorCodes.InvalidTableDefinition) && there is not null)
        {
            // A column went or changed its type: only a new view can have the new columns, and it comes without anybody's rights.
            var again = await connection.AskAsync(MaskStatements.Holders, [there.Oid, view.Columns.Select(column => column.Column.Name).ToArray()], row => row.GetString(0), ct);
            await connection.ExecuteAllAsync([Become(owner), $"DROP VIEW {name}", create, .. finish, Become("none"), .. again], ct);
            return null;
        }
        catch (PostgresException refused) when (IsOfText(refused))
        {
            return $"PostgreSQL refuses the masks of {view.Of} ({refused.SqlState}: {refused.MessageText}): mend them under Masking, or ask an owner of the target to.";
        }
    }

    // For the rest of the transaction.
    private static string Become(string role) => $"SELECT set_config('role', {SqlText.Literal(role)}, true)";

    /// <summary>Whether what is refused is the operator's SQL, as against a right or a lock that is missing.</summary>
    private static bool IsOfText(PostgresException refused) =>
        refused.SqlState.StartsWith("42", StringComparison.Ordinal) && !refused.Is(PostgresErrorCodes.InsufficientPrivilege) && !refused.Is(PostgresErrorCodes.InvalidTableDefinition);
}
