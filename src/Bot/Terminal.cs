using Spectre.Console;

namespace JitBot.Bot;

/// <summary>The terminal as tools use it: no colours and no wrapping when the output goes to a file or another program, or <c>NO_COLOR</c> is set.</summary>
internal static class Terminal
{
    public static IAnsiConsole Open() => Open(Console.Out);

    /// <param name="output">Standard output or error, or whatever takes their place.</param>
    public static IAnsiConsole Open(TextWriter output)
    {
        var redirected = ReferenceEquals(output, Console.Out) ? Console.IsOutputRedirected : !ReferenceEquals(output, Console.Error) || Console.IsErrorRedirected;
        var plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(output),
        });
        if (redirected)
        {
            console.Profile.Width = 1000;
        }

        return console;
    }
}
