using System.Globalization;
using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>A small company's made-up people, pay and positions: what newcomers, demos and tests ask for access to.</summary>
public static class HrDatabase
{
    private const int Employees = 3000;

    private const string Tables = """
        create table department (id int primary key, name text not null unique);
        create table employee (
            id int primary key, first_name text not null, last_name text not null, email text not null unique,
            born date not null, hired date not null, department_id int not null references department);
        create table title (
            employee_id int not null references employee, title text not null, since date not null, primary key (employee_id, since));
        create table salary (
            employee_id int not null references employee, amount numeric(10, 2) not null, currency char(3) not null, since date not null,
            primary key (employee_id, since));
        """;

    // Every value follows from the row's number, so that two clusters hold the same rows.
    private const string Rows = """
        insert into department select i, name from unnest(
            '{Finance,Engineering,Support,Sales,Legal,Research,Operations}'::text[]) with ordinality as d (name, i);
        insert into employee select i, first_name, last_name,
            lower(first_name || '.' || last_name || i) || '@example.com', date '1960-01-01' + (i * 37 % 14000), date '2005-01-01' + (i * 13 % 7500),
            1 + i % 7
        from generate_series(1, $EMPLOYEES$) i,
            lateral (select ('{Ada,Ben,Chloe,David,Elena,Farid,Grace,Hugo,Ines,Jonas,Kira,Liam,Maya,Nils,Olga,Priya,Quentin,Rosa,Sven,Tara}'::text[])[1 + i % 20] as first_name,
                            ('{Abbott,Berg,Castro,Diaz,Engel,Fischer,Gupta,Hansen,Ito,Jensen,Kowalski,Larsen,Moreau,Novak,Okafor,Petrov,Quinn}'::text[])[1 + i % 17] as last_name) names;
        insert into title select i, ('{Analyst,Engineer,Senior Engineer,Manager,Counsel,Director}'::text[])[1 + i % 6], date '2015-01-01' + i % 3000
        from generate_series(1, $EMPLOYEES$) i;
        insert into salary select i, 32000 + (i * 7919 % 90000), 'EUR', date '2020-01-01' + i % 1500 from generate_series(1, $EMPLOYEES$) i;
        analyze;
        """;

    /// <summary>Makes a database of this name with its rows, unless there is one.</summary>
    /// <returns>False if it was there.</returns>
    public static async Task<bool> EnsureAsync(LocalPostgres server, string name, CancellationToken ct)
    {
        await using (var admin = await OpenAsync(server, "postgres", ct))
        {
            await using var look = new NpgsqlCommand("select 1 from pg_database where datname = $1", admin) { Parameters = { new() { Value = name } } };
            if (await look.ExecuteScalarAsync(ct) is not null)
            {
                return false;
            }

            // Made under another name and renamed when it is whole: a start that was interrupted leaves nothing half filled behind.
            await ExecuteAsync(admin, $"drop database if exists {name}_new", ct);
            await ExecuteAsync(admin, $"create database {name}_new", ct);
        }

        await using (var filling = await OpenAsync(server, $"{name}_new", ct))
        {
            await ExecuteAsync(filling, Tables + Rows.Replace("$EMPLOYEES$", Employees.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), ct);
        }

        await using var renaming = await OpenAsync(server, "postgres", ct);
        await ExecuteAsync(renaming, $"alter database {name}_new rename to {name}", ct);
        return true;
    }

    private static async Task<NpgsqlConnection> OpenAsync(LocalPostgres server, string database, CancellationToken ct)
    {
        // A pooled connection would keep the database from being renamed.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
