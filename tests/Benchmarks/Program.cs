using JitBot.Benchmarks;
using JitBot.Support;

// bench [NAME …] [--runs N] [--list]
return await Bench.RunAsync(args, Terminal.Open(), CancellationToken.None);
