using JitBot.Connectors.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(ServerFixture))]

// A new database is open to PUBLIC until it is prepared, which every other test on the same server would take for a hole. And two cores
// are better spent on one server at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
