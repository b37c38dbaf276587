using System.CommandLine;
using JitBot.Bot.Operator;
using JitBot.Core.Audit;
using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Bot.Tests.Operator;

/// <summary><c>jitbot audit verify FILE</c> on the record of an installation that has changed its signing key.</summary>
public sealed class AuditVerifyTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private readonly AuditKey _earlier = AuditKey.Read(AuditKey.NewPem())!;
    private readonly AuditKey _later = AuditKey.Read(AuditKey.NewPem())!;
    private readonly string _folder = Directory.CreateTempSubdirectory("jitbot-verify-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rule 40
    [Fact]
    public async Task With_both_public_keys_in_whichever_order_it_is_whole()
    {
        await ExportAsync();

        foreach (var keys in (string[])[$"{_earlier.PublicPem}\n{_later.PublicPem}", $"{_later.PublicPem}\n{_earlier.PublicPem}"])
        {
            var said = await VerifyAsync(keys);

            Assert.Equal((ExitCodes.Done, ""), (said.Code, said.Error));
            Assert.StartsWith("Whole: 4 entries, 1 to 4, between 4 signed heads.", said.Output, StringComparison.Ordinal);
        }
    }

    // Rule 40
    [Fact]
    public async Task With_one_of_them_it_says_which_key_is_missing_and_that_every_one_is_needed()
    {
        await ExportAsync();

        var (without, withoutLater) = (await VerifyAsync(_later.PublicPem), await VerifyAsync(_earlier.PublicPem));

        Assert.Equal((ExitCodes.LookAtIt, ""), (without.Code, without.Output));
        Assert.Equal(
            $"NOT whole (line 1): the head after entry 0 is signed with a key that was not given ({_earlier.Id}): every public key that the installation has had is needed, one after the other in one file.",
            without.Error);
        Assert.Equal((ExitCodes.LookAtIt, ""), (withoutLater.Code, withoutLater.Output));
        Assert.Matches($"the head after entry 3 is signed with a key that was not given \\({_later.Id}\\): every public key", withoutLater.Error);
    }

    // Rule 40
    [Fact]
    public async Task A_key_that_the_installation_never_had_vouches_for_nothing()
    {
        await ExportAsync();
        using var stranger = AuditKey.Read(AuditKey.NewPem())!;

        Assert.Equal(ExitCodes.LookAtIt, (await VerifyAsync(stranger.PublicPem)).Code);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _earlier.Dispose();
        _later.Dispose();
        Directory.Delete(_folder, recursive: true);
        await _world.DisposeAsync();
    }

    /// <summary>Three blocks: the one in which the change falls was begun with the earlier key and gone on with by the later.</summary>
    private async Task ExportAsync()
    {
        foreach (var (key, pause) in (IEnumerable<(AuditKey, int)>)[(_earlier, 6), (_earlier, 1), (_later, 6), (_later, 0)])
        {
            await _world.SubmitAsync();
            await new SealAudit(_world.Store, _world.Keyed, _world.Get<AuditLog>(), _world.Get<Installation>(), key, _world.Time).HandleAsync(Ct);
            _world.Time.Advance(TimeSpan.FromMinutes(pause));
        }

        var lines = new List<string>();
        await foreach (var line in new ExportAudit(_world.Get<ReadChain>(), _later, _world.Time).LinesAsync(null, null, Ct))
        {
            lines.Add(line);
        }

        await File.WriteAllLinesAsync(Path.Combine(_folder, "audit.jsonl"), lines, Ct);
    }

    private async Task<Said> VerifyAsync(string keys)
    {
        var file = Path.Combine(_folder, "keys.pem");
        await File.WriteAllTextAsync(file, keys, Ct);
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new RootCommand { AuditCommand.Create() }.Parse(["audit", "verify", Path.Combine(_folder, "audit.jsonl"), "--key", file])
            .InvokeAsync(new() { Output = output, Error = error }, Ct);
        return new(code, output.ToString().Trim(), error.ToString().Trim());
    }
}
