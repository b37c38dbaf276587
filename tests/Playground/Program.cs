using System.CommandLine;
using JitBot.Playground;
using JitBot.Playground.Demo;

// ./run [--terminal] [--port N] [--reset], ./run demo [--json] [--reset]
var port = new Option<int>("--port") { Description = "Where the bot listens on 127.0.0.1, and the page one above; the next free port is taken if it is in use.", DefaultValueFactory = _ => 3978 };
var reset = new Option<bool>("--reset") { Description = "Begin with an empty database server.", Recursive = true };
var terminal = new Option<bool>("--terminal") { Description = "Chat in this terminal instead of a web page." };
var json = new Option<bool>("--json") { Description = "One JSON object for each step: step, ok, at, ms, detail." };

var demo = new Command("demo", "Play one whole life in this terminal: ask, approve, log in, be refused, be reminded, be cut off. Takes under a minute.") { json };
demo.SetAction((parsed, ct) => DemoCommand.RunAsync(parsed.GetValue(json), parsed.GetValue(reset), ct));

var url = new Argument<string>("url");
var bot = new Command("bot", "The bot alone, for tests that kill it.") { url };
bot.Hidden = true;
bot.SetAction((parsed, ct) => BotCommand.RunAsync(parsed.GetValue(url)!, ct));

var root = new RootCommand("The playground: JitBot with a chat to try it in and a PostgreSQL of its own, all on this machine.") { terminal, port, reset, demo, bot };
root.SetAction((parsed, ct) => PlaygroundCommand.RunAsync(parsed.GetValue(port), parsed.GetValue(reset), parsed.GetValue(terminal), ct));
return await root.Parse(args).InvokeAsync();
