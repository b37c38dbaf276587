using JitBot.Benchmarks;
using Spectre.Console;

// bench [NAME …] [--runs N] [--list]
return await Bench.RunAsync(args, AnsiConsole.Console, CancellationToken.None);
