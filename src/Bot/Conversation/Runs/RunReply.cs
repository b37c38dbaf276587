using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>How far a run has come.</summary>
/// <param name="Rows">How many have come from the server.</param>
internal readonly record struct RunProgress(TimeSpan Elapsed, long Rows);

/// <summary>What came of a press on <em>Run</em> or <em>Export</em>, for the requester's eyes alone.</summary>
internal abstract record RunReply
{
    private RunReply() { }

    /// <param name="Ticket">Turns the pages; null if there is only one, or if the page is turned to.</param>
    public sealed record Shown(ResultView View, ResultTicket? Ticket) : RunReply;

    /// <summary>A file, to be given to the requester and disposed of.</summary>
    /// <param name="View">What to say beside it.</param>
    public sealed record Exported(ExportedFile File, CardView View) : RunReply;

    /// <summary>It was not run, or came to nothing.</summary>
    public sealed record Said(CardView View) : RunReply;

    /// <summary>Something else than what was approved was to be run.</summary>
    /// <param name="Line">What is typed to ask for it.</param>
    public sealed record Changed(CardView View, string Line) : RunReply;
}

/// <summary>A page of a result with what is to be said around it.</summary>
/// <param name="Head">Whose statement, where: the title.</param>
/// <param name="Until">UTC; when access ends.</param>
internal sealed record ResultView(RequestId Request, int Terms, string Head, DateTimeOffset Until, bool MayExport, ResultPage Page);

/// <param name="Content">Read once.</param>
/// <param name="Length">In bytes.</param>
internal sealed record ExportedFile(string Name, string MediaType, Stream Content, long Length) : IAsyncDisposable
{
    private int _disposals;

    /// <summary>It is held no more.</summary>
    public event Action? Gone;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            await Content.DisposeAsync();
            Gone?.Invoke();
        }
    }
}
