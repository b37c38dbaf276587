using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Slack;

/// <summary>The request form's life: opened, redrawn as its lists are picked, searched as one types, submitted.</summary>
internal sealed class FormWindow(Dialogue dialogue, SlackClient slack, WaitingWindow windows, TargetRegistry targets, LongMemories memories, Errands errands, TimeProvider time)
{
    private const int MostSuggested = BlockLimits.Options;

    // Slack waits for three seconds, and a server that is asked about a statement may take longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.2);

    // By then Slack has shown what it was answered with, and what comes later does not come too early.
    private static readonly TimeSpan UntilShown = TimeSpan.FromSeconds(1);

    /// <summary>Shows a form that was asked for.</summary>
    /// <returns>What to say instead; null if the form is open.</returns>
    public async Task<CardView?> ShowAsync(Asker asker, Reply reply, string trigger, CancellationToken ct) => reply switch
    {
        Reply.Form form => await OpenAsync(trigger, await DrawAsync(asker, form, FormEnd.Preset, ct), ct),
        Reply.PrivateForm form => await OpenAsync(trigger, await DrawAsync(asker, new(form.Analysis, form.FormId, ShowProblems: false), FormEnd.Preset, ct), ct),
        Reply.PickTarget pick => await OpenAsync(trigger, await memories.KeepAsync(FormModal.PickTarget(pick), ct), ct),
        Reply.Card card => card.View,
        var other => throw new InvalidOperationException($"A {other.GetType().Name} is no form."),
    };

    /// <summary>Shows a form in the place of a window that is open already, or what came of it.</summary>
    public Task ShowInAsync(Asker asker, Task<Reply> reply, string window, CancellationToken ct) => windows.FillAsync(
        window,
        async () => await reply switch
        {
            Reply.Form form => await DrawAsync(asker, form, FormEnd.Preset, ct),
            Reply.PickTarget pick => await memories.KeepAsync(FormModal.PickTarget(pick), ct),
            Reply.Card card => Modal.Of(card.View),
            Reply.Aside aside => Modal.Of(aside.View),
            var other => throw new InvalidOperationException($"A {other.GetType().Name} is no form."),
        },
        fault => Modal.Of(fault is StoreDownException ? ((Reply.Card)Dialogue.StoreDown()).View : Wording.AskingBroken.Card()),
        ct);

    /// <summary>A list was picked from: the form again, filled anew. Nothing else changes, so Slack need not wait for it.</summary>
    public void Change(Asker asker, SlackView view)
    {
        errands.Run(async ct =>
        {
            if (await memories.FindAsync(view.Metadata, ct) is { } drawn)
            {
                await slack.UpdateViewAsync(view.Id, await RedrawAsync(asker, new(view.State, drawn), ct), null, ct);
            }
        });
    }

    /// <returns>What Slack does with the window: closes it, or shows what is to be mended.</returns>
    public async Task<JsonObject?> SubmitAsync(Asker asker, SlackDelivery.Submission submitted, CancellationToken ct)
    {
        var view = submitted.View;
        if (await memories.FindAsync(view.Metadata, ct) is not { } drawn)
        {
            return Push((LongMemories.IsElsewhere(view.Metadata) ? Wording.FormForgotten : Wording.UnknownButton).Card());
        }

        var reading = new FormReading(view.State, drawn);
        if (reading.IsElsewhere || !reading.HasEnd)
        {
            // Submitted before the form for what is picked now was drawn: nobody asks for what they have not seen.
            return Update(await RedrawAsync(asker, reading, ct));
        }

        // The same form submitted twice asks once; somebody else's submission of it is another request.
        var origin = new Origin(SlackOptions.Platform, submitted.Sender.Tenant, $"{submitted.Sender.User}\n{drawn.Form}");
        var reply = dialogue.SubmitFormAsync(asker, await InputAsync(reading, ct), drawn.Form, origin, form: null, ct);
        if (drawn.Statement is not null && await Task.WhenAny(reply, Task.Delay(Patience, time, ct)) != reply)
        {
            ShowLater(asker, view.Id, reply);
            return Update(Modal.Wait("Asking the server what the statement would touch…"));
        }

        return await reply switch
        {
            Reply.Form { ShowProblems: false } form => Update(await DrawAsync(asker, form, reading.End, ct)),
            Reply.Form form => Errors(form, reading),
            Reply.Aside aside => Push(aside.View),
            Reply.Card => null,
            var other => throw new InvalidOperationException($"A {other.GetType().Name} does not answer a form."),
        };
    }

    /// <summary>In the window that waits: the form again with what is wrong, or what came of it.</summary>
    private void ShowLater(Asker asker, string window, Task<Reply> reply) => errands.Run(async ct =>
    {
        await Task.Delay(UntilShown, time, ct);
        await ShowInAsync(asker, reply, window, ct);
    });

    /// <summary>The names that go on, or in, as typed so far.</summary>
    public async Task<JsonObject> SuggestAsync(SlackDelivery.Suggestion asked, CancellationToken ct)
    {
        var memory = await memories.FindAsync(asked.View?.Metadata ?? "", ct);
        var names = asked.ActionId == FormIds.Target ? targets.All.Select(target => (Title: target.Id, Name: target.Id))
            : memory is null ? []
            : await NamesAsync(asked.ActionId, memory, ct);
        var typed = asked.Typed.Trim();
        var found = names
            .Where(name => name.Title.Contains(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => !name.Title.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Take(MostSuggested);
        return new() { ["options"] = Blocks.Array(found.Select(name => Blocks.Option((name.Title, NameValue.Of(name.Name))))) };
    }

    private async Task<IEnumerable<(string Title, string Name)>> NamesAsync(string action, FormMemory memory, CancellationToken ct)
    {
        if (memory.Target is null || targets.Find(memory.Target) is not { } target || await targets.CatalogAsync(target, ct) is not CatalogResult.Read read)
        {
            return [];
        }

        var database = memory.Database is { } picked ? NameValue.Resolve(picked, target.Databases) : target.Databases[0];
        if (action == FormIds.Databases)
        {
            return target.Databases.Select(name => (name, name));
        }

        var tables = FormChoices.Tables(read.Catalog, database);
        return action == FormIds.Schemas
            ? read.Catalog.SchemasOf(database).Select(name => (name, name))
            : tables.Select(table => (FormChoices.Title(table, FormChoices.HasOneSchema(tables)), table.Name.ToString()));
    }

    private async Task<CardView?> OpenAsync(string trigger, JsonObject view, CancellationToken ct) =>
        await slack.OpenViewAsync(trigger, view, ct) is SlackAnswer.Done ? null : Wording.CannotOpenWindow.Card();

    /// <summary>With the lowest level picked if none is: a list always has one, and the rest of the form follows from it.</summary>
    private async Task<JsonObject> DrawAsync(Asker asker, Reply.Form form, FormEnd end, CancellationToken ct)
    {
        var analysis = form.Analysis;
        if (FormChoices.Level(analysis) is null && !FormChoices.IsForStatement(analysis))
        {
            var draft = analysis.Draft;
            var input = new FormInput(analysis.Target.Id, analysis.Target.Profiles[0].Name, draft.Database, draft.Schemas, draft.Tables, null,
                draft.Duration is { } time ? DurationText.Typed(time) : null, draft.Reason, draft.Ticket, draft.Until?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                FormChoices.Columns(analysis), draft.Unmask, draft.Address);
            form = await dialogue.ChangeFormAsync(asker, input, form.FormId, ct) as Reply.Form ?? form;
        }

        return await memories.KeepAsync(FormModal.Draw(form, [.. targets.All.Select(target => target.Id)], end), ct);
    }

    private async Task<JsonObject> RedrawAsync(Asker asker, FormReading reading, CancellationToken ct) =>
        await dialogue.ChangeFormAsync(asker, await InputAsync(reading, ct), reading.Now.Form, ct) switch
        {
            Reply.Form form => await DrawAsync(asker, form, reading.End, ct),
            Reply.Card card => Modal.Of(card.View),
            Reply.Aside aside => Modal.Of(aside.View),
            var other => throw new InvalidOperationException($"A {other.GetType().Name} is no form."),
        };

    private async Task<FormInput> InputAsync(FormReading reading, CancellationToken ct)
    {
        var names = new List<string>();
        var now = reading.Now;
        if (now.Target is not null && targets.Find(now.Target) is { } target && (reading.HasHashes || NameValue.IsHash(now.Database ?? "")))
        {
            names.AddRange(target.Databases);
            names.AddRange((await NamesAsync(FormIds.Schemas, now, ct)).Concat(await NamesAsync(FormIds.Tables, now, ct)).Select(name => name.Name));
        }

        return reading.Input(value => NameValue.Resolve(value, names));
    }

    /// <summary>Each under its field; one whose field is not among the inputs stands under the reason.</summary>
    private static JsonObject Errors(Reply.Form form, FormReading reading)
    {
        var errors = new JsonObject();
        foreach (var problem in form.Analysis.Problems)
        {
            var block = reading.TypedBlockOf(problem.Field) ?? FormModal.BlockOf(problem.Field, form.Analysis, reading.End);
            var words = Wording.Of(problem, form.Analysis.Draft.Statement);
            errors[block] = errors.Text(block) is { } before ? $"{before} {words}" : words;
        }

        return new() { ["response_action"] = "errors", ["errors"] = errors };
    }

    private static JsonObject Update(JsonObject view) => new() { ["response_action"] = "update", ["view"] = view };

    /// <summary>On top: closing it leads back to the form, with everything in it.</summary>
    private static JsonObject Push(CardView view) => new() { ["response_action"] = "push", ["view"] = Modal.Of(view) };
}
