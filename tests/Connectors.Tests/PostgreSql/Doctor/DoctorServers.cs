namespace JitBot.Connectors.Tests.PostgreSql.Doctor;

/// <summary>Servers on which nobody has left anything: what the doctor is to find there, its tests have put there.</summary>
public sealed class DoctorServers : IAsyncDisposable
{
    public ServerFixture Servers { get; } = new();

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}
