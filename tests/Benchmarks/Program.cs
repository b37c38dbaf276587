using JitBot.Benchmarks;
using JitBot.Bot;

// bench [NAME …] [--runs N] [--list]
return await Bench.RunAsync(args, Terminal.Open(), CancellationToken.None);
