using JitBot.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace JitBot.EndToEnd.Tests;

/// <summary>
/// Collections of several classes take longest, and faults after them: begun last, the run would wait for them while the machine idles. Only so many
/// run at once (xunit.runner.json): many tests wait for real seconds to pass, but on a machine with more to do than it can, seconds become minutes.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
    [
        .. testCollections
            .OrderBy(collection => collection.TestCollectionDisplayName.StartsWith("Test collection for ", StringComparison.Ordinal))
            .ThenByDescending(collection => collection.TestCollectionDisplayName.Contains(".Faults.", StringComparison.Ordinal)),
    ];
}
