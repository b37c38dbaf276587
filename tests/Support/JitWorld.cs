using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Support;

/// <summary>
/// Core with everything at hand that a test wants to turn: time, the store, a target in memory, people. Dana and Sam develop, Omar and Rita are
/// DBAs, Olga owns hr-prod; Lena has left.
/// </summary>
public sealed class JitWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _deliveries;
    private int _policies = 1;

    /// <param name="profile">A level that targets offer beside the usual ones.</param>
    /// <param name="masking">What targets mask; nothing if not given.</param>
    /// <param name="also">Databases that targets have beside <c>hr</c>, with the same tables.</param>
    public JitWorld(int approvals = 1, bool extendsWithoutApproval = false, AccessProfile? profile = null, Masking? masking = null, ImmutableArray<string> also = default)
    {
        ImmutableArray<string> more = also.IsDefault ? [] : also;
        Connector.Catalog = new([.. Connector.Catalog.Tables, .. more.SelectMany(database => Connector.Catalog.Tables.Select(table => table with { Database = database }))]);
        Target = Target with { Databases = ["hr", .. more], Profiles = profile is null ? AccessProfile.BuiltIn : [.. AccessProfile.BuiltIn, profile], Masking = masking ?? new() };
        var policy = new PolicyDocument("policy-1", [Rule("production", approvals) with { ExtendsWithoutApproval = extendsWithoutApproval }], Rule("fallback", 1));
        _services = new ServiceCollection()
            .AddLogging()
            .AddCore()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAccessStore>(Store)
            .AddSingleton<IKeyedStore>(Keyed)
            .AddSingleton<IDirectory>(Directory)
            .AddSingleton<IOutreach>(Outreach)
            .AddSingleton<ITargetConnector>(Connector)
            .AddSingleton(policy)
            .AddSingleton(AuditKey)
            .AddSingleton(Target)
            .AddSingleton(Target with { Id = "hr-test", Environment = "test" })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    /// <summary>Signs the record.</summary>
    public static AuditKey AuditKey { get; } = AuditKey.Read(AuditKey.NewPem())!;

    public ManualTime Time { get; } = new();
    public InMemoryAccessStore Store { get; } = new();
    public InMemoryKeyedStore Keyed { get; } = new();
    public MemoryConnector Connector { get; } = new();
    public MemoryDirectory Directory { get; } = new();
    public RecordedOutreach Outreach { get; } = new();

    /// <summary>The policy in force; one that is put in its place counts from the next question on.</summary>
    public PolicyDocument Policy
    {
        get => Get<PolicyInForce>().Current;
        set => Get<PolicyInForce>().Current = value with { Version = $"policy-{++_policies}" };
    }

    public Target Target { get; } = new()
    {
        Id = "hr-prod",
        Engine = "postgresql",
        Connection = new("Host=nowhere"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("teams", "19:dba@thread.tacv2"),
    };

    public Person Dana => Directory.People["dana"];
    public Person Omar => Directory.People["omar"];
    public Person Sam => Directory.People["sam"];
    public Person Rita => Directory.People["rita"];
    public Person Olga => Directory.People["olga"];

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public RequestDraft Draft() => new()
    {
        Target = "hr-prod",
        Level = "read",
        Tables = ["title"],
        Duration = TimeSpan.FromHours(2),
        Reason = "INC-42 wrong totals",
    };

    public Origin NewDelivery() => new("teams", "tenant", $"delivery-{Interlocked.Increment(ref _deliveries)}");

    /// <summary>Dana asks, for read on one table for two hours unless the draft says otherwise.</summary>
    public async Task<AccessRequest> SubmitAsync(RequestDraft? draft = null) => ((SubmitOutcome.Submitted)await AskAsync(draft)).Request;

    public Task<SubmitOutcome> AskAsync(RequestDraft? draft = null, Person? requester = null) =>
        Get<SubmitRequest>().HandleAsync(new(NewDelivery(), requester ?? Dana, draft ?? Draft()), default);

    public Task<DecideOutcome> DecideAsync(AccessRequest request, Person approver, Verdict verdict = Verdict.Approve, string? reason = null) =>
        Get<DecideRequest>().HandleAsync(new(request.Id, request.Terms, approver, verdict, reason), default);

    /// <summary>Asked, approved by Omar, account made.</summary>
    public async Task<AccessRequest> GrantAsync(RequestDraft? draft = null)
    {
        var request = await SubmitAsync(draft);
        await DecideAsync(request, Omar);
        await RunDueAsync();
        return await NowAsync(request.Id);
    }

    public async Task<AccessRequest> NowAsync(RequestId id) =>
        await Store.FindAsync(id, default) ?? throw new InvalidOperationException("It is no longer stored.");

    /// <summary>Does all that is due at this moment, in both lanes.</summary>
    public async Task RunDueAsync()
    {
        await _services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        await _services.GetRequiredKeyedService<WorkLoop>(Lane.Outreach).RunDueAsync(default);
    }

    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        await RunDueAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static PolicyRule Rule(string name, int approvals) =>
        new() { Name = name, When = When("resource.environment_id == 'production'"), Steps = [new(["dba"], approvals)], Longest = TimeSpan.FromHours(8) };

    /// <summary>A condition as a policy file would have it.</summary>
    public static Condition When(string text) => Condition.Read(text, PolicyVocabulary.Names) switch
    {
        ConditionReading.Readable readable => readable.Condition,
        ConditionReading.Unreadable unreadable => throw new ArgumentException(unreadable.Problems[0].What, nameof(text)),
        _ => throw new InvalidOperationException("Unknown reading."),
    };
}
