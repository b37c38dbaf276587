using System.CommandLine;
using JitBot.Bot;

// jitbot serve | --help | --version; `./jitbot bench` is answered by the wrapper, because benchmarks are not shipped.
var root = new RootCommand("Just-in-time database access in chat. In a clone, ./jitbot bench runs the benchmarks.") { ServeCommand.Create() };
return await root.Parse(args).InvokeAsync();
