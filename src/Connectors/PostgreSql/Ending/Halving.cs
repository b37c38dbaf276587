using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>Work done for many in one statement, without one bad among them spoiling it for the others.</summary>
internal static class Halving
{
    /// <summary>
    /// Does the work for all at once; if the server refuses, for each half by itself, down to the one it refuses. That the server cannot be reached
    /// is nobody's fault among them and goes to the caller.
    /// </summary>
    /// <param name="refused">Told of each item that fails alone.</param>
    public static async Task ForAllAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task> work, Action<T, PostgresException> refused)
    {
        if (items.Count == 0)
        {
            return;
        }

        try
        {
            await work(items);
        }
        catch (PostgresException problem) when (ServerFailure.IsConflict(problem) || ServerFailure.Unreachable(problem) is null)
        {
            if (items.Count == 1)
            {
                refused(items[0], problem);
                return;
            }

            var half = items.Count / 2;
            await ForAllAsync([.. items.Take(half)], work, refused);
            await ForAllAsync([.. items.Skip(half)], work, refused);
        }
    }
}
