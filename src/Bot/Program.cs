using System.CommandLine;
using JitBot.Bot;
using JitBot.Bot.Operator;

// jitbot serve | policy check, explain, test, diff | doctor | residue, residue close, keep | hold release | statement check | audit verify, export, public-key, new-key | webhook list, resend, drop, new-secret | report | token create, list, revoke | --help | --version; `./jitbot bench` is answered by the wrapper, because benchmarks are not shipped.
var root = new RootCommand("Just-in-time database access in chat. In a clone, ./jitbot bench runs the benchmarks.")
{
    ServeCommand.Create(),
    PolicyCommand.Create(),
    DoctorCommand.Create(),
    ResidueCommand.Create(),
    HoldCommand.Create(),
    StatementCommand.Create(),
    AuditCommand.Create(),
    WebhookCommand.Create(),
    ReportCommand.Create(),
    TokenCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
