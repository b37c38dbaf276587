using System.Collections.Concurrent;
using JitBot.Playground.Twin;
using Spectre.Console;

namespace JitBot.Playground;

/// <summary>
/// The playground's chat in a terminal: each line is somebody's words or a button they press, and every card is printed as it appears or
/// changes.
/// </summary>
internal sealed class TerminalChat(PlaygroundWorld world, IAnsiConsole console)
{
    private readonly ConcurrentDictionary<string, string> _printed = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken ct)
    {
        world.Twin.Changed += PrintNew;
        try
        {
            // Reading the terminal cannot be cancelled, so the reader is left behind when it is time to stop.
            var stopped = Task.Delay(Timeout.Infinite, ct);
            while (await Task.WhenAny(Task.Run(Console.ReadLine, ct), stopped) is Task<string?> line && await line is { } typed)
            {
                await HandleAsync(typed.Trim());
            }

            // Standard input ended, as when nobody is at a terminal: go on serving until told to stop.
            await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            world.Twin.Changed -= PrintNew;
        }
    }

    private async Task HandleAsync(string line)
    {
        var words = line.Split(' ', 3, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        if (world.People.All.FirstOrDefault(candidate => candidate.Name.StartsWith(words[0] + " ", StringComparison.OrdinalIgnoreCase)) is not { } person)
        {
            console.WriteLine("Begin with a name: dana, omar or rita.");
        }
        else if (words is [_, "press", var button])
        {
            await PressAsync(person, button);
        }
        else
        {
            await person.SayAsync(line[words[0].Length..].Trim());
        }
    }

    /// <summary>Presses the newest button of that name that this person can see.</summary>
    private async Task PressAsync(TwinPerson person, string button)
    {
        var seen = world.People.DbaChannel.FromBot.Concat(person.Chat.FromBot).OrderByDescending(message => message.Id, StringComparer.Ordinal);
        foreach (var message in seen)
        {
            if (message.CardFor(person) is { } card && CardLines.Buttons(card).Contains(button, StringComparer.OrdinalIgnoreCase))
            {
                var pressed = await person.PressAsync(message, CardLines.Buttons(card).First(title => title.Equals(button, StringComparison.OrdinalIgnoreCase)));
                Print(person.Name, pressed.Card is { } answer ? CardLines.Of(answer) : pressed.Text ?? $"{pressed.Status}");
                return;
            }
        }

        console.WriteLine($"{person.Name} sees no button '{button}'.");
    }

    private void PrintNew()
    {
        foreach (var chat in world.People.All.Select(person => person.Chat).Append(world.People.DbaChannel))
        {
            foreach (var message in chat.FromBot)
            {
                if (message.Card is { } card && CardLines.Of(card) is var text && _printed.GetValueOrDefault(message.Id) != text)
                {
                    _printed[message.Id] = text;
                    Print(chat.Kind == TwinChatKind.Channel ? $"#{chat.Name}" : $"to {chat.Name}", text);
                }
            }
        }
    }

    private void Print(string where, string text) => console.Write(new Panel(text.EscapeMarkup()).Header(where.EscapeMarkup()).RoundedBorder());
}
