using System.Runtime.CompilerServices;

namespace JitBot.Bot.Operator;

internal static class StandardInput
{
    /// <param name="file">A path, or <c>-</c> for standard input.</param>
    public static IAsyncEnumerable<string> LinesAsync(string file, CancellationToken ct) => file == "-" ? LinesAsync(ct) : File.ReadLinesAsync(file, ct);

    private static async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await Console.In.ReadLineAsync(ct) is { } line)
        {
            yield return line;
        }
    }
}
