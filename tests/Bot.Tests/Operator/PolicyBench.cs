using System.CommandLine;
using JitBot.Bot.Operator;

namespace JitBot.Bot.Tests.Operator;

/// <summary>What a command ended with and what its operator reads.</summary>
internal sealed record Said(int Code, string Output, string Error);

/// <summary>
/// A folder with a configuration that has neither a store nor a secret, a policy and its cases, and <c>jitbot policy</c> run on them as from a
/// shell whose output goes to a file. Dana develops; Omar and Rita are DBAs; Rita owns hr-prod, with whoever a Slack user group adds.
/// </summary>
internal sealed class PolicyBench : IDisposable
{
    public const string Policy = """
        {
          "Rules": [
            { "Name": "freeze", "When": "request.level == 'write' && now >= timestamp('2026-12-23T17:00:00Z')", "Deny": "Frozen. Call the DBA on duty." },
            { "Name": "on call", "When": "incident.active && 'dba' in requester.groups", "Approval": "automatic", "Longest": "01:00:00" },
            {
              "Name": "production writes",
              "When": "resource.environment_id == 'production' && request.level == 'write'",
              "Approval": [
                { "Groups": [ "dba" ], "EscalateAfter": "00:30:00", "EscalateTo": [ "hr-owners" ] },
                { "Groups": [ "target-owners" ], "Quiet": true }
              ],
              "Longest": "02:00:00",
              "Risk": "high"
            }
          ],
          "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }
        }
        """;

    private const string Configuration = """
        {
          "JitBot": {
            "Slack": { "Workspaces": [ "T0123456789" ] },
            "People": {
              "dana": { "Name": "Dana Fox", "Email": "dana@example.com", "Slack": { "TeamId": "T0123456789", "UserId": "U0000000001" } },
              "omar": { "Name": "Omar Reyes", "Email": "omar@example.com", "Slack": { "TeamId": "T0123456789", "UserId": "U0000000002" } },
              "rita": { "Name": "Rita Holm", "Email": "rita@example.com", "Slack": { "TeamId": "T0123456789", "UserId": "U0000000003" } }
            },
            "Groups": { "dba": [ "omar", "rita" ], "hr-owners": { "People": [ "rita" ], "SlackUserGroups": [ "S0123456789" ] } },
            "Targets": {
              "hr-prod": {
                "Advertised": { "Host": "hr-db.example.com" },
                "Environment": "production",
                "Databases": [ "hr", "payroll" ],
                "Owners": [ "hr-owners" ],
                "Channels": { "slack": "C0123456789" }
              }
            }
          }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("jitbot-policy-").FullName;

    public PolicyBench()
    {
        Write("jitbot.json", Configuration.Replace("\"Slack\": { \"W", $"\"PolicyFile\": \"{At("policy.json")}\", \"Slack\": {{ \"W", StringComparison.Ordinal));
        Write("policy.json", Policy);
    }

    public string At(string name) => Path.Combine(_folder, name);

    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <param name="what">Such as <c>explain</c> and its options.</param>
    public Task<Said> RunAsync(params string[] what) => RunWithAsync(At("jitbot.json"), what);

    public static async Task<Said> RunWithAsync(string configuration, params string[] what)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PolicyCommand.Create().Parse([.. what, "--config", configuration])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new(code, Trimmed(output), Trimmed(error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Trimmed(StringWriter text) =>
        string.Join('\n', text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd())).Trim('\n');
}
