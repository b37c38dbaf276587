using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
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
    private const int MadeAtOnce = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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

    /// <summary>
    /// To be called under the lock of the database's scopes. What is in order stays untouched, and what was made stays made if the time runs out.
    /// </summary>
    public async Task<ViewsResult> EnsureAsync(NpgsqlConnection connection, IReadOnlyList<MaskedView> views, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
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
            return new ViewsResult.InOrder();
        }

        var id = await installation.IdAsync(ct);
        var owner = OwnerFor(id);
        var ours = Marker.OfMasks(id);
        if (await connection.OrderAsync(MaskStatements.EnsureOwner, new { name = owner, ours, marker = ours }, ct) is not Done and var wrong)
        {
            return new ViewsResult.Refused($"The role {owner}, which is to own masked views, {wrong}: ALTER ROLE {owner} RENAME TO another name.");
        }

        var made = 0;
        foreach (var part in stale.Chunk(MadeAtOnce))
        {
            if (watch.Elapsed > Patience)
            {
                return new ViewsResult.Busy($"{Number(made)} of {Number(stale.Count)} masked views are made, and it goes on");
            }

            var place = new { owner, schemas = part.Select(view => view.Name.Schema).Distinct(StringComparer.Ordinal), tables = part.Select(view => view.Table) };
            if (await connection.OrderAsync(MaskStatements.EnsurePlace, place, ct) is not Done and var taken)
            {
                return new ViewsResult.Refused($"The schema {taken} of {connection.Database} is not JitBot's: rename it, for masked views stand in schemas of that name.");
            }

            if (await MakeAsync(connection, owner, part, found, ct) is { } refusal)
            {
                return new ViewsResult.Refused(refusal);
            }

            made += part.Length;
        }

        return new ViewsResult.InOrder();
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

    /// <summary>All at once, or else, to know which of them it is that the server refuses, one by one.</summary>
    private async Task<string?> MakeAsync(NpgsqlConnection connection, string owner, MaskedView[] part, Dictionary<TableName, FoundView> found, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        try
        {
            await connection.ExecuteAllAsync([Become(owner), .. part.SelectMany(view => Make(view, id, connection.UserName!))], ct);
            return null;
        }
        catch (PostgresException) when (part.Length > 1)
        {
            foreach (var view in part)
            {
                if (await MakeAsync(connection, owner, [view], found, ct) is { } refusal)
                {
                    return refusal;
                }
            }

            return null;
        }
        catch (PostgresException differs) when (differs.Is(PostgresErrorCodes.InvalidTableDefinition) && found.TryGetValue(part[0].Name, out var there))
        {
            // A column went or changed its type: only a new view can have the new columns, and it comes without anybody's rights.
            var view = part[0];
            var holders = await connection.AskAsync(MaskStatements.Holders, [there.Oid, view.Columns.Select(column => column.Column.Name).ToArray()], row => row.GetString(0), ct);
            await connection.ExecuteAllAsync(
                [Become(owner), $"DROP VIEW {MaskedView.Sql(view.Name)}", .. Make(view, id, connection.UserName!), Become("none"), .. holders], ct);
            return null;
        }
        catch (PostgresException refused) when (IsOfText(refused))
        {
            return $"PostgreSQL refuses the masks of {part[0].Of} ({refused.SqlState}: {refused.MessageText}): mend them under Masking, or ask an owner of the target to.";
        }
    }

    private static IEnumerable<string> Make(MaskedView view, string id, string login)
    {
        var name = MaskedView.Sql(view.Name);
        yield return $"CREATE OR REPLACE VIEW {name} AS {view.Select}";
        yield return $"COMMENT ON VIEW {name} IS {SqlText.Literal(Marker.OfView(id, view.Definition))}";
        yield return $"GRANT SELECT ON {name} TO {SqlText.Identifier(login)} WITH GRANT OPTION";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // For the rest of the transaction.
    private static string Become(string role) => $"SELECT set_config('role', {SqlText.Literal(role)}, true)";

    /// <summary>Whether what is refused is the operator's SQL, as against a right or a lock that is missing.</summary>
    private static bool IsOfText(PostgresException refused) =>
        refused.SqlState.StartsWith("42", StringComparison.Ordinal) && !refused.Is(PostgresErrorCodes.InsufficientPrivilege) && !refused.Is(PostgresErrorCodes.InvalidTableDefinition);
}

/// <summary>How far masked views have come.</summary>
internal abstract record ViewsResult
{
    private ViewsResult() { }

    internal sealed record InOrder : ViewsResult;

    /// <param name="Why">What was found and what to do.</param>
    internal sealed record Refused(string Why) : ViewsResult;

    internal sealed record Busy(string Why) : ViewsResult;
}
