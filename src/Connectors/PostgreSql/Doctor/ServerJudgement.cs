using System.Globalization;
using System.Net;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The server itself: its version, its clock, and how JitBot reaches it.</summary>
internal static class ServerJudgement
{
    public const int Oldest = 15;
    private const int Newest = 18;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Drifting = TimeSpan.FromSeconds(1);

    public static IEnumerable<Finding> Of(ServerFacts server, ClockReading clock, Target target)
    {
        if (server.Major is < Oldest or > Newest)
        {
            yield return new(
                "server.version",
                server.Major < Oldest ? Severity.Problem : Severity.Warning,
                $"The server is PostgreSQL {Text(server.Major)}.",
                server.Major < Oldest ? $"JitBot gives no access on anything older than {Text(Oldest)}." : $"JitBot is tested up to {Text(Newest)}; what is newer may behave otherwise.")
            {
                Settings = [server.Major < Oldest ? $"upgrade the server to {Text(Oldest)} or newer" : "look for a newer JitBot"],
            };
        }

        if (server.Major == Oldest)
        {
            yield return new(
                "server.createrole-reach", Severity.Note,
                "On PostgreSQL 15 CREATEROLE reaches every role that is not a superuser.",
                "Whoever has JitBot's password could make itself a member of any of them.")
            {
                Settings = ["upgrade the server to 16 or newer, where it reaches only the roles that JitBot made or was given to hand out"],
            };
        }

        if (server.InRecovery)
        {
            yield return new(
                "server.standby", Severity.Problem, "The server is a standby.", "Nothing can be made, ended or changed there, so no grant is given and none is ended.")
            {
                Settings = [$"JitBot:Targets:{target.Id}:Connection: name the primary"],
            };
        }

        if (clock.AtLeast > Drifting)
        {
            yield return new(
                "server.clock",
                clock.AtLeast > Apart ? Severity.Problem : Severity.Warning,
                $"The server's clock is {Text(clock.Ahead.Duration())} s {(clock.Ahead > TimeSpan.Zero ? "ahead of" : "behind")} JitBot's.",
                "The server is told how long an account has left, so ends hold until a clock is put right, and then move by as much; its log and JitBot's record disagree all the time; a login trigger refuses too early by as much as the server is ahead.")
            {
                Settings = ["let both machines take their time from the same NTP servers"],
            };
        }

        foreach (var finding in OnTls(server, target))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> OnTls(ServerFacts server, Target target)
    {
        var connection = new NpgsqlConnectionStringBuilder(target.Connection.Reveal());
        if (IsHere(connection.Host))
        {
            yield break;
        }

        var setting = $"JitBot:Targets:{target.Id}:Connection: SSL Mode=VerifyFull";
        if (!server.Tls)
        {
            yield return new(
                "connection.plaintext", Severity.Problem,
                $"JitBot's own connection to {connection.Host} is not encrypted.",
                "Whoever is on the way reads the verifiers of new passwords, and can take over a session that may make logins.")
            {
                Settings = [setting],
            };
        }
        else if (connection.SslMode is not (SslMode.VerifyCA or SslMode.VerifyFull))
        {
            yield return new(
                "connection.unverified", Severity.Warning,
                $"JitBot's connection to {connection.Host} is encrypted, and nobody checks to whom.",
                "A server in between that is not yours would not be noticed.")
            {
                Settings = [setting],
            };
        }
    }

    /// <summary>Whether every host of a connection string is this machine; a path is a socket's folder.</summary>
    private static bool IsHere(string? hosts) => (hosts ?? "").Split(',', StringSplitOptions.TrimEntries).All(host =>
        host.StartsWith('/') || host.StartsWith('@') || host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan span) => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
