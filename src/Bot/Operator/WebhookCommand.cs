using System.CommandLine;
using System.Globalization;
using JitBot.Bot.Webhooks;
using JitBot.Bot.Webhooks.Outbound;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot webhook list | resend | drop | new-secret</c>: what was not taken by those it is sent to.</summary>
internal static class WebhookCommand
{
    private const int MostListed = 200;

    public static Command Create() => new("webhook", "Events that are sent to other tools: what waits, what was put aside, and secrets.")
    {
        List(), OfDead("resend", "Send what was put aside once more.", (queue, destination, dead, ct) => queue.ResendAsync(destination, dead, ct), "to be sent again"),
        OfDead("drop", "Forget what was put aside.", (queue, destination, dead, ct) => queue.DropAsync(destination, dead, ct), "dropped"), NewSecret(),
    };

    private static Command List()
    {
        var command = new Command("list", "Per destination how much waits, and each event that was put aside after three days. Ends with 1 if there is any.");
        command.Does(async (parsed, services, ct) =>
        {
            var (queue, console, any) = (services.GetRequiredService<DeliveryQueue>(), Terminal.Open(parsed.InvocationConfiguration.Output), false);
            var destinations = services.GetServices<WebhookDestination>().ToArray();
            if (destinations.Length == 0)
            {
                console.WriteLine("Nobody is sent anything: JitBot:Webhooks:Out has no destination.");
            }

            foreach (var destination in destinations)
            {
                var (waiting, dead) = await queue.CountAsync(destination.Name, ct);
                any |= dead > 0;
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{destination.Name}[/]: {waiting} waiting, {dead} put aside");
                foreach (var waits in (await queue.ListAsync(destination.Name, 1, ct)).Where(waits => waits.Delivery.Why is not null))
                {
                    console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  not taken since {waits.Delivery.Since:yyyy-MM-dd HH:mm:ss} UTC: {waits.Delivery.Why}");
                }

                foreach (var aside in await queue.ListDeadAsync(destination.Name, MostListed, ct))
                {
                    console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {aside.Delivery.Id}  {aside.Delivery.Type}  {aside.Delivery.Attempts} attempts: {aside.Delivery.Why}");
                }

                if (dead > MostListed)
                {
                    console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  … and {dead - MostListed} more");
                }
            }

            foreach (var (gone, forgetAt) in await services.GetRequiredService<ForgetDestinations>().ListAsync(ct))
            {
                var (waiting, dead) = await queue.CountAsync(gone, ct);
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{gone}[/]: {waiting} waiting, {dead} put aside; no longer configured, and deleted on {forgetAt:yyyy-MM-dd HH:mm} UTC unless it is again");
            }

            return any ? ExitCodes.LookAtIt : ExitCodes.Done;
        });
        return command;
    }

    private static Command OfDead(string name, string what, Func<DeliveryQueue, string, Queued, CancellationToken, Task> act, string done)
    {
        var destination = new Argument<string>("destination") { Description = "Its name under JitBot:Webhooks:Out." };
        var ids = new Argument<string[]>("id") { Description = "Which ones, as jitbot webhook list names them; all, if left out.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, what) { destination, ids };
        command.Does(async (parsed, services, ct) =>
        {
            var (queue, to, wanted) = (services.GetRequiredService<DeliveryQueue>(), parsed.GetValue(destination)!, parsed.GetValue(ids)!);
            var known = services.GetServices<WebhookDestination>().Select(one => one.Name).ToArray();
            if (!known.Contains(to, StringComparer.Ordinal))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"There is no destination {to}; there is {(known.Length == 0 ? "none under JitBot:Webhooks:Out" : string.Join(", ", known))}. Nothing was changed.");
                return ExitCodes.LookAtIt;
            }

            var dead = (await queue.ListDeadAsync(to, int.MaxValue, ct)).Where(aside => wanted.Length == 0 || wanted.Contains(aside.Delivery.Id, StringComparer.Ordinal)).ToArray();
            if (wanted.Except(dead.Select(aside => aside.Delivery.Id), StringComparer.Ordinal).ToArray() is { Length: > 0 } strange)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"Nothing was put aside for {to} under {string.Join(", ", strange)}; jitbot webhook list shows what was. Nothing was changed.");
                return ExitCodes.LookAtIt;
            }

            foreach (var aside in dead)
            {
                await act(queue, to, aside, ct);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(dead.Length == 0 ? $"Nothing was put aside for {to}." : $"{(dead.Length == 1 ? "1 event is" : $"{dead.Length} events are")} {done}.");
            return dead.Length == 0 ? ExitCodes.LookAtIt : ExitCodes.Done;
        });
        return command;
    }

    private static Command NewSecret()
    {
        var command = new Command("new-secret", "Print a new secret that webhooks are signed with; both sides are given it. It is kept nowhere.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(StandardWebhook.NewSecret().Reveal()));
        return command;
    }
}
