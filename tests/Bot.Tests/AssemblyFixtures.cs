using JitBot.Support.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
