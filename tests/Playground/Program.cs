using System.CommandLine;
using JitBot.Playground;
using JitBot.Playground.Demo;

// ./run [--terminal] [--slack-emulator [--socket]] [--port N] [--reset], ./run demo [--json] [--reset]
var port = new Option<int>("--port") { Description = "Where the bot listens on 127.0.0.1, the page one above and Slack two; the next free port is taken if one is in use.", DefaultValueFactory = _ => 3978 };
var reset = new Option<bool>("--reset") { Description = "Begin with an empty database server.", Recursive = true };
var terminal = new Option<bool>("--terminal") { Description = "Chat in this terminal instead of a web page." };
var slack = new Option<bool>("--slack-emulator") { Description = "With a Slack on this machine, local-slack from npm: its page, /jit, windows and Home. Linux on x64 only." };
var socket = new Option<bool>("--socket") { Description = "With --slack-emulator: the bot connects to it in Socket Mode; without, it calls the bot over HTTP." };
var json = new Option<bool>("--json") { Description = "One JSON object for each step: step, ok, at, ms, detail." };

var demo = new Command("demo", "Play one whole life in this terminal: ask, approve, log in, be refused, be reminded, be cut off. Takes under a minute.") { json };
demo.SetAction((parsed, ct) => DemoCommand.RunAsync(parsed.GetValue(json), parsed.GetValue(reset), ct));

var url = new Argument<string>("url");
var bot = new Command("bot", "The bot alone, for tests that kill it.") { url };
bot.Hidden = true;
bot.SetAction((parsed, ct) => BotCommand.RunAsync(parsed.GetValue(url)!, ct));

var root = new RootCommand("The playground: JitBot with a chat to try it in and a PostgreSQL of its own, all on this machine.") { terminal, slack, socket, port, reset, demo, bot };
root.Validators.Add(given =>
{
    if (given.GetValue(socket) && !given.GetValue(slack))
    {
        given.AddError("--socket says how the Slack of --slack-emulator is reached; give both.");
    }
});
root.SetAction((parsed, ct) => PlaygroundCommand.RunAsync(
    new(parsed.GetValue(port), parsed.GetValue(reset), parsed.GetValue(terminal), !parsed.GetValue(slack) ? null : parsed.GetValue(socket) ? SlackWay.Socket : SlackWay.Http), ct));
return await root.Parse(args).InvokeAsync();
