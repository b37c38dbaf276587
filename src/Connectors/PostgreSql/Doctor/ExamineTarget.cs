using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>
/// Reads what there is to know of a target with JitBot's own login, in read-only transactions, and has it judged. What the login may not read is
/// said, not guessed.
/// </summary>
internal sealed class ExamineTarget(ServerConnections connections, TimeProvider time)
{
    private const int ClockReadings = 3;

    public async Task<ImmutableArray<Finding>> ExamineAsync(Target target, ImmutableArray<string> ownLogins, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        await home.ExecuteAsync(DoctorStatements.Begin, ct);
        var server = (await home.AskAsync(
            DoctorStatements.Server, [], row => new ServerFacts(row.GetInt32(0), row.GetBoolean(1), row.GetBoolean(2)), ct))[0];
        List<Finding> findings = [.. ServerJudgement.Of(server, await ReadClockAsync(home, ct), target)];
        if (server.Major < ServerJudgement.Oldest)
        {
            return [.. findings]; // it has not got what is asked below
        }

        var login = (await home.AskAsync(
            DoctorStatements.Login,
            [],
            row => new LoginFacts(
                row.GetString(0), row.GetString(1), [.. row.GetFieldValue<string[]>(2)], row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6),
                row.GetBoolean(7), row.GetBoolean(8), row.GetBoolean(9)),
            ct))[0];
        ImmutableArray<string> premade = [.. target.Profiles.SelectMany(profile => profile.MemberOf).Distinct(StringComparer.Ordinal)];
        findings.AddRange(LoginJudgement.Of(login, server.Major));
        findings.AddRange(await ExamineRolesAsync(home, target, login, premade, server.Major, ct));
        findings.AddRange(await ExamineOwnLoginsAsync(home, target, ownLogins, server.Major, ct));
        findings.AddRange(await ExamineHostBasedAsync(home, target, login, premade, server.Major, ct));
        findings.AddRange(await ExamineDatabasesAsync(home, target, login, premade, server.Major, ct));
        return [.. findings];
    }

    private static async Task<IEnumerable<Finding>> ExamineRolesAsync(
        NpgsqlConnection home, Target target, LoginFacts login, ImmutableArray<string> premade, int major, CancellationToken ct)
    {
        var memberships = await home.AskAsync(
            DoctorStatements.Memberships, [], row => new Membership(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3)), ct);
        var powers = await ReadPowersAsync(home, premade.Concat(memberships.Select(membership => membership.Role)), ct);
        return [.. MembershipJudgement.Of(login, [.. memberships], powers, premade, major), .. PremadeJudgement.Of(login, premade, powers, target, major)];
    }

    private static async Task<IEnumerable<Finding>> ExamineOwnLoginsAsync(
        NpgsqlConnection home, Target target, ImmutableArray<string> names, int major, CancellationToken ct)
    {
        if (names.IsEmpty)
        {
            return [];
        }

        var logins = await home.AskAsync(
            DoctorStatements.OwnLogins,
            [names.ToArray(), target.Databases.ToArray()],
            row => new OwnLoginFacts(
                row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), [.. row.GetFieldValue<string[]>(6)], [.. row.GetFieldValue<string[]>(7)]),
            ct);
        var memberships = await home.AskAsync(
            DoctorStatements.OwnMemberships, [names.ToArray()], row => (Login: row.GetString(0), Role: row.GetString(1), Grantor: row.GetString(2), IsAdmin: row.GetBoolean(3)), ct);
        var powers = await ReadPowersAsync(home, memberships.Select(held => held.Role), ct);
        ImmutableArray<string> lent = [.. target.Profiles.Where(profile => profile.ForOwnLogin).SelectMany(profile => profile.MemberOf).Distinct(StringComparer.Ordinal)];
        return logins
            .Select(login => login with
            {
                Memberships =
                [
                    .. memberships.Where(held => held.Login == login.Name)
                        .Select(held => new OwnMembership(held.Role, held.Grantor, held.IsAdmin, powers.FirstOrDefault(one => one.Role == held.Role)?.Power)),
                ],
            })
            .SelectMany(login => OwnLoginJudgement.Of(login, lent, target, major));
    }

    private static async Task<ImmutableArray<RolePower>> ReadPowersAsync(NpgsqlConnection home, IEnumerable<string> roles, CancellationToken ct) =>
    [
        .. await home.AskAsync(
            PremadeRoles.Inspect,
            [roles.Distinct(StringComparer.Ordinal).ToArray()],
            row => new RolePower(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)),
            ct),
    ];

    private async Task<IEnumerable<Finding>> ExamineDatabasesAsync(
        NpgsqlConnection home, Target target, LoginFacts login, ImmutableArray<string> premade, int major, CancellationToken ct)
    {
        bool IsConfigured(string database) => target.Databases.Contains(database, StringComparer.Ordinal);
        var configured = await home.AskAsync(
            DoctorStatements.Databases,
            [target.Databases.ToArray()],
            row => new DatabaseAccess(row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3)),
            ct);
        var accounts = await home.AskReachableDatabasesAsync(premade, ct);
        var own = await home.AskReachableDatabasesAsync([login.Name], ct);
        ReachableDatabase[] reachable = [.. accounts.Concat(own.Where(database => IsConfigured(database.Name))).DistinctBy(database => database.Oid)];

        var accepted = new AcceptedRights(target.AcceptedRights);
        List<Finding> findings = [.. configured.SelectMany(database => DatabaseJudgement.Of(database, target, login))];
        List<InsideFacts> insides = [];
        foreach (var database in reachable.Where(one => one.LetIn || IsConfigured(one.Name) || accepted.Contains($"CONNECT {one.Name}")))
        {
            if (await ReadInsideAsync(target, database, ct) is { } inside)
            {
                insides.Add(inside);
            }
            else if (!IsConfigured(database.Name))
            {
                findings.Add(DatabaseJudgement.Unseen(database.Name, login));
            }
        }

        List<PublicRight> open = [.. await home.AskServerRightsAsync(ct), .. reachable.SelectMany(database => database.Rights(orConnect: true))];
        findings.AddRange(PublicJudgement.Of(target, [.. open], [.. insides], major));
        findings.AddRange(insides.SelectMany(inside => ReachJudgement.Of(inside, target)));
        findings.AddRange(insides.SelectMany(inside => LoginTriggerJudgement.Of(inside.Login)));
        findings.AddRange(insides.Where(inside => IsConfigured(inside.Database)).SelectMany(inside => PremadeJudgement.OfPassable(inside, target)));
        findings.AddRange(insides.Where(inside => IsConfigured(inside.Database)).SelectMany(inside => DatabaseJudgement.Of(inside, target, login)));
        findings.AddRange(insides.SelectMany(inside => inside.Masks is { } masks ? MaskJudgement.Of(inside.Database, masks, target) : []));
        findings.AddRange(MaskJudgement.Unmatched(insides.Select(inside => inside.Masks).OfType<MaskFacts>(), target));
        return findings;
    }

    // The shortest exchange says it best: whatever made another longer was on one of its two ways.
    private async Task<ClockReading> ReadClockAsync(NpgsqlConnection home, CancellationToken ct)
    {
        List<ClockReading> readings = [];
        while (readings.Count < ClockReadings)
        {
            var asked = time.GetUtcNow();
            var server = await home.AskAsync(DoctorStatements.Clock, [], row => row.GetFieldValue<DateTimeOffset>(0), ct);
            readings.Add(ClockReading.Of(asked, server[0], time.GetUtcNow()));
        }

        return readings.MinBy(reading => reading.Uncertainty);
    }

    private static async Task<IEnumerable<Finding>> ExamineHostBasedAsync(
        NpgsqlConnection home, Target target, LoginFacts login, ImmutableArray<string> premade, int major, CancellationToken ct)
    {
        if (!login.ReadsHostBased)
        {
            return [HostBasedJudgement.Unread(login)];
        }

        var rules = await home.AskAsync(
            DoctorStatements.HostBasedRules,
            [],
            row => new HostBasedRule(
                row.GetString(0), row.GetInt32(1), row.GetString(2), [.. row.GetFieldValue<string[]>(3)], [.. row.GetFieldValue<string[]>(4)],
                row.GetString(5), row.GetString(6), row.GetString(7)),
            ct);
        return HostBasedJudgement.Of([.. rules], target, premade, major);
    }

    private static async Task<MaskFacts> ReadMasksAsync(NpgsqlConnection connection, Masking masking, CancellationToken ct)
    {
        var relations = await connection.AskAsync(ReadCatalog.Relations, [], row => row.GetFieldValue<uint>(0), ct);
        var tables = await connection.ReadTablesAsync([.. relations], ct);
        var plan = await connection.ReadPlanAsync(masking, [.. relations], ct);
        var columns = tables.SelectMany(table => table.Columns.Select(table.NameOf)).ToArray();
        return new(
            [.. tables.Select(table => (table.Oid, table.Name, plan.Of(table.Oid)))],
            [.. await connection.AskAsync(DoctorStatements.Cascades, [], row => (row.GetFieldValue<uint>(0), row.GetString(1)), ct)],
            [.. await connection.AskAsync(DoctorStatements.DefinerTriggers, [], row => row.GetString(0), ct)],
            [.. await connection.AskAsync(DoctorStatements.FewValues, [], row => new ColumnName(row.GetString(0), row.GetString(1), row.GetString(2)), ct)],
            [.. masking.Rules.Select((rule, at) => (rule, at)).Where(rule => columns.Any(rule.rule.Matches)).Select(rule => rule.at)]);
    }

    /// <returns>Null if the login is not let in.</returns>
    private async Task<InsideFacts?> ReadInsideAsync(Target target, ReachableDatabase database, CancellationToken ct)
    {
        try
        {
            await using var connection = await connections.VisitAsync(target, database.Name, ct);
            await connection.ExecuteAsync(DoctorStatements.Begin, ct);
            var given = await connection.AskAsync(
                DoctorStatements.Given, [], row => new GivenFacts(row.GetBoolean(0), row.GetInt32(1), [.. row.GetFieldValue<string[]>(2)]), ct);
            return new(
                database.Name,
                [.. await connection.AskRightsInsideAsync(database, ct)],
                [.. await connection.AskReachingAsync(ct)],
                [.. await connection.AskAsync(DoctorStatements.SharedMappings, [], row => row.GetString(0), ct)],
                given[0],
                [.. await connection.AskAsync(
                    DoctorStatements.OwnRights,
                    [],
                    row => new OwnRight(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
                    ct)],
                await LoginTrigger.ReadAsync(connection, ct))
            {
                Passable = [.. await PassableRight.AllAsync(connection, target.Profiles.Where(profile => profile.Level != AccessLevel.Ddl).SelectMany(profile => profile.MemberOf), ct)],
                Masks = target.Masking.IsEmpty || !target.Databases.Contains(database.Name, StringComparer.Ordinal) ? null : await ReadMasksAsync(connection, target.Masking, ct),
            };
        }
        catch (PostgresException closed) when (RightsQuestions.CannotEnter(closed))
        {
            return null;
        }
    }
}
