// Tests here mostly wait: for leases, for ends, for bots in other processes. How many of those there are at once has a bound of its own.
[assembly: CollectionBehavior(MaxParallelThreads = -1)]
