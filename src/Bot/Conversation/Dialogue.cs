using JitBot.Bot.Bytebase;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>
/// What every chat face hands its people's words and presses to. A store that cannot be reached throws
/// <see cref="Core.Storage.StoreDownException"/>, which the face answers with <see cref="StoreDown"/>.
/// </summary>
/// <param name="issues">Null where there is no bridge to Bytebase.</param>
internal sealed class Dialogue(
    AskForAccess ask, ListAccess list, ShowRequest show, ExtendAccess extend, EndAccess end, PressButton press, PressFinding findings, RunInChat run, TimeProvider time, PressIssue? issues = null)
{
    /// <param name="text">As typed, without the mention of the bot.</param>
    /// <param name="origin">This delivery: the same one twice asks once.</param>
    public async Task<Reply> SayAsync(Asker asker, string text, Origin origin, CancellationToken ct) => CommandLine.Read(text, time.Now()) switch
    {
        _ when asker.Person.Disabled => Disabled(),
        ChatCommand.Request request => await ask.TypedAsync(asker, request.Draft, origin, ct),
        ChatCommand.Run typed => await run.WhichAsync(asker, typed, ct),
        ChatCommand.Mine => await list.MineAsync(asker, ct),
        ChatCommand.Who who => await list.WhoAsync(asker, who.Target, ct),
        ChatCommand.Show one => await show.HandleAsync(asker, one.Id, ct),
        ChatCommand.Extend more => await extend.TypedAsync(asker, more, origin, ct),
        ChatCommand.Done done => await end.DoneAsync(asker, done.Id, ct),
        ChatCommand.Revoke revoke => await end.RevokeAsync(asker, revoke, ct),
        ChatCommand.NotUnderstood not => new Reply.Card(Wording.Of(not.Problem).Card()),
        ChatCommand.Help => new Reply.Card(Wording.Help()),
        var unknown => throw new InvalidOperationException($"Unknown command {unknown}."),
    };

    /// <summary>A button on a posted card. The reply stands in the card's place, for the one who pressed.</summary>
    public async Task<Reply> PressAsync(Asker asker, ButtonPress pressed, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await press.HandleAsync(asker, pressed, ct);

    /// <inheritdoc cref="PressAsync"/>
    public async Task<Reply> PressFindingAsync(Asker asker, FindingPress pressed, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await findings.HandleAsync(asker, pressed, ct);

    /// <inheritdoc cref="PressAsync"/>
    public async Task<Reply> PressIssueAsync(Asker asker, IssuePress pressed, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : issues is null ? new Reply.Card(Wording.UnknownButton.Card()) : await issues.HandleAsync(asker, pressed, ct);

    /// <summary>All that is on record about one request.</summary>
    public async Task<Reply> ShowAsync(Asker asker, RequestId request, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await show.HandleAsync(asker, request, ct);

    /// <inheritdoc cref="PressButton.RevealInAsync"/>
    public async Task<Reply> RevealInAsync(Asker asker, RequestId request, string window, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await press.RevealInAsync(asker, request, window, ct);

    /// <inheritdoc cref="PressButton.FindAsync"/>
    public async Task<CardAction?> ButtonAsync(Asker asker, ButtonPress pressed, CancellationToken ct) =>
        asker.Person.Disabled ? null : await press.FindAsync(asker, pressed, ct);

    /// <inheritdoc cref="PressFinding.FindAsync"/>
    public async Task<CardAction?> FindingButtonAsync(Asker asker, FindingPress pressed, CancellationToken ct) =>
        asker.Person.Disabled ? null : await findings.FindAsync(asker, pressed, ct);

    /// <inheritdoc cref="PressIssue.FindAsync"/>
    public async Task<CardAction?> IssueButtonAsync(Asker asker, IssuePress pressed, CancellationToken ct) =>
        asker.Person.Disabled || issues is null ? null : await issues.FindAsync(asker, pressed, ct);

    /// <inheritdoc cref="RunInChat.ShowAsync"/>
    public async Task<RunReply> RunAsync(Asker asker, RequestId request, string? typed, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct) =>
        asker.Person.Disabled ? new RunReply.Said(Wording.Disabled.Card()) : await run.ShowAsync(asker, request, typed, tell, ct);

    /// <inheritdoc cref="RunInChat.ExportAsync(Asker, RequestId, ExportFormat, string?, Func{RunProgress, CancellationToken, Task}, CancellationToken)"/>
    public Task<RunReply> ExportAsync(Asker asker, RequestId request, ExportFormat format, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct) =>
        ExportAsync(asker, request, format, name: null, tell, ct);

    /// <inheritdoc cref="RunInChat.ExportAsync(Asker, RequestId, ExportFormat, string?, Func{RunProgress, CancellationToken, Task}, CancellationToken)"/>
    public async Task<RunReply> ExportAsync(
        Asker asker, RequestId request, ExportFormat format, string? name, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct) =>
        asker.Person.Disabled ? new RunReply.Said(Wording.Disabled.Card()) : await run.ExportAsync(asker, request, format, name, tell, ct);

    /// <inheritdoc cref="RunInChat.TurnAsync"/>
    public async Task<RunReply> TurnAsync(Asker asker, RequestId request, ResultTicket ticket, int page, CancellationToken ct) =>
        asker.Person.Disabled ? new RunReply.Said(Wording.Disabled.Card()) : await run.TurnAsync(asker, request, ticket, page, ct);

    /// <inheritdoc cref="RunInChat.CancelAsync"/>
    public Task CancelRunAsync(Asker asker, RequestId request, CancellationToken ct) => run.CancelAsync(asker, request, ct);

    /// <summary>The form, whether or not anything is missing: somebody wants to see it before they submit.</summary>
    /// <param name="known">What was said already; an empty target if none was named.</param>
    public async Task<Reply> OpenFormAsync(Asker asker, RequestDraft known, Origin origin, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await ask.OpenedAsync(asker, known, origin, ct);

    /// <param name="formId">From the form; with its sender, it makes submitting twice one request.</param>
    /// <param name="form">The message that the form stood in and that shows the reply from now on; null if it does not stay.</param>
    public async Task<Reply> SubmitFormAsync(Asker asker, FormInput input, string formId, Origin origin, PostedCard? form, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await ask.SubmittedAsync(asker, input, formId, origin, form, ct);

    /// <summary>Another level or database was picked: the form again, filled anew.</summary>
    public async Task<Reply> ChangeFormAsync(Asker asker, FormInput input, string formId, CancellationToken ct) =>
        asker.Person.Disabled ? Disabled() : await ask.ChangedAsync(asker, input, formId, ct);

    /// <summary>To somebody no account in the directory is linked to: what the operator needs to link them.</summary>
    public static Reply Stranger(ChatAccount account) => new Reply.Card(Wording.Stranger(account));

    /// <summary>Somebody disabled is told so before anything of theirs is looked at, let alone what there is to ask for.</summary>
    private static Reply Disabled() => new Reply.Card(Wording.Disabled.Card());

    public static Reply StoreDown() => new Reply.Card(Wording.StoreDown.Card());
}
