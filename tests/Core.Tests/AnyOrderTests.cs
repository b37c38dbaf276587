using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests;

/// <summary>Everything anybody can do to a request, in any order, early, late, again, and by the wrong people, with the target up or down.</summary>
public sealed class AnyOrderTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    // Rules 13, 14, 23, 34, 35, 36
    [Theory, MemberData(nameof(Seeds))]
    public async Task No_order_of_steps_gives_access_without_approval_or_beyond_its_end(int seed)
    {
        var random = new Random(seed);
        await using var world = new JitWorld(approvals: 1 + (seed % 2), extendsWithoutApproval: seed % 3 == 0);
        var request = await world.SubmitAsync(seed % 5 == 0
            ? world.Draft() with { Duration = null, Until = world.Time.Now() + TimeSpan.FromMinutes(random.Next(10, 480)) }
            : world.Draft());
        var before = request;
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(world, before, random);
            var now = await world.NowAsync(request.Id);
            Holds(world, before, now);
            before = now;
        }

        world.Connector.IsDown = false;
        for (var day = 0; day < 4; day++)
        {
            // On the first an approved one may only now be issued.
            await world.PassAsync(TimeSpan.FromDays(1));
        }

        var last = await world.NowAsync(request.Id);
        Assert.True(last.IsOver, $"{last.State}");
        Assert.Empty(world.Connector.Accounts);
        Assert.Equal(last.Grant.EndedAt is not null, last.Grant.ConfirmedAt is not null);
    }

    private static async Task StepAsync(JitWorld world, AccessRequest known, Random random)
    {
        // What is pressed may be as old as the first card.
        var terms = random.Next(3) == 0 ? random.Next(0, 4) : known.Terms;
        var person = random.GetItems([world.Dana, world.Omar, world.Rita, world.Olga, world.Directory.People["sam"], world.Directory.People["lena"]], 1)[0];
        switch (random.Next(13))
        {
            case 0 or 1 or 2:
                await world.Get<DecideRequest>().HandleAsync(new(known.Id, terms, person, Verdict.Approve, null), default);
                break;
            case 3 when random.Next(4) == 0:
                await world.Get<DecideRequest>().HandleAsync(new(known.Id, terms, person, Verdict.Deny, "no"), default);
                break;
            case 4 when random.Next(8) == 0:
                await world.Get<WithdrawRequest>().HandleAsync(known.Id, person, default);
                break;
            case 5:
                await world.Get<RevealSecret>().HandleAsync(known.Id, person, null, default);
                break;
            case 6 or 7:
                await world.Get<ExtendGrant>().HandleAsync(
                    new(known.Id, person, TimeSpan.FromMinutes(random.Next(-60, 600)), random.Next(2) == 0 ? "more" : null, terms, null), default);
                break;
            case 8 when random.Next(4) == 0:
                await world.Get<GiveBackGrant>().HandleAsync(known.Id, person, default);
                break;
            case 9 when random.Next(4) == 0:
                await world.Get<RevokeGrant>().HandleAsync(new(known.Id, person, "enough"), default);
                break;
            case 10:
                world.Connector.IsDown = random.Next(3) == 0;
                break;
            case 11:
                world.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 60)));
                break;
            default:
                await world.RunDueAsync();
                break;
        }
    }

    private static void Holds(JitWorld world, AccessRequest before, AccessRequest now)
    {
        var approvers = now.Decisions.Where(decision => decision.Verdict == Verdict.Approve).Select(decision => decision.Approver.Value).ToArray();
        Assert.Equal(approvers.Length, approvers.Distinct().Count());
        Assert.All(approvers, approver => Assert.Contains(approver, (string[])["omar", "rita"]));

        var hadAccess = now.Audit.Any(entry => entry.Event == AuditEvents.Issued);
        Assert.True(!hadAccess || approvers.Length >= now.Rule.Steps.Sum(step => step.Needed));
        Assert.True(hadAccess || now.Grant.SecretsShown == 0);
        Assert.Equal(now.Grant.SecretsShown, now.Audit.Count(entry => entry.Event == AuditEvents.SecretShown && entry.Actor == "dana"));
        if (world.Connector.Accounts.ContainsKey(now.Grant.AccountName))
        {
            Assert.True(now.State is RequestState.Approved or RequestState.Active or RequestState.Ending, $"{now.State}");
        }

        if (now.Grant is { ActiveSince: { } since, EndsAt: { } end })
        {
            var granted = now.Extensions.Where(extension => extension.Verdict == Verdict.Approve).ToArray();
            Assert.Equal((now.Until ?? since + now.Duration) + granted.Aggregate(TimeSpan.Zero, (sum, extension) => sum + extension.By), end);
            Assert.All(granted, extension => Assert.True(
                extension.Decisions.Count(decision => decision.Verdict == Verdict.Approve) >= extension.Rule.Steps.Sum(step => step.Needed)
                || (extension.Rule.ExtendsWithoutApproval && extension.Until - since <= extension.Rule.LongestDuration)));
        }

        Assert.True(now.Audit.Take(before.Audit.Length).SequenceEqual(before.Audit, SameStep.Instance), "The record only grows.");
        Assert.True(before.State is not (RequestState.Ending or RequestState.Ended) || now.Grant.SecretsShown == before.Grant.SecretsShown);
        Assert.True(before.State is not (RequestState.Ending or RequestState.Ended) || now.Grant.EndsAt == before.Grant.EndsAt);
    }

    private sealed class SameStep : IEqualityComparer<AuditEntry>
    {
        public static readonly SameStep Instance = new();

        public bool Equals(AuditEntry? a, AuditEntry? b) => (a?.At, a?.Event, a?.Actor, a?.Reason) == (b?.At, b?.Event, b?.Actor, b?.Reason);

        public int GetHashCode(AuditEntry entry) => HashCode.Combine(entry.At, entry.Event);
    }
}
