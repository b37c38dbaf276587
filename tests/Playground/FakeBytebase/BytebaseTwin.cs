using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JitBot.Playground.FakeBytebase;

/// <summary>
/// A Bytebase of our own, in memory and on this machine: projects, access grants and role requests, their approval, and the API that a service account
/// uses. Does what Bytebase does, also where that is surprising. For tests.
/// </summary>
public sealed partial class BytebaseTwin : IAsyncDisposable
{
    public const string ServiceAccount = "jitbot@service.bytebase.com";
    public const string ServiceKey = "bbs_twin-not-a-secret";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly WebApplication _web;
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private ImmutableArray<string> _calls = [];
    private int _lastId;

    private BytebaseTwin(TimeProvider time)
    {
        Time = time;
        Faults = new(time);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        _web = builder.Build();
        _web.Use((http, next) =>
        {
            ImmutableInterlocked.Update(ref _calls, calls => calls.Add($"{http.Request.Method} {http.Request.Path}"));
            return Faults.MeetAsync(http, () => next(http));
        });
        _web.UseRouting();
        new BytebaseApi(this).Map(_web);
    }

    /// <summary>Names of types and fields are those of then.</summary>
    public bool IsBefore317 { get; set; }

    /// <summary>However many are asked for, a page has this many; and between two that have some there is an empty one.</summary>
    public int MostOnPage { get; set; } = 1000;

    /// <summary>What the last approval should bring about fails, of which Bytebase only logs.</summary>
    public bool CompletionFails { get; set; }

    /// <summary>Approvals and revocations are answered as if they were done, and are not.</summary>
    public bool Lies { get; set; }

    /// <summary>The key that is right, in place of <see cref="ServiceKey"/>.</summary>
    public string Key { get; set; } = ServiceKey;

    /// <summary>Which roles somebody has in every project.</summary>
    public Dictionary<string, string[]> Roles { get; } = new(StringComparer.Ordinal) { [ServiceAccount] = ["roles/projectOwner"] };

    /// <summary>Projects that the service account may not read.</summary>
    public ImmutableHashSet<string> Closed { get; set; } = [];

    public string Address { get; private set; } = "";
    public TimeProvider Time { get; }
    public BytebaseFaults Faults { get; }
    public List<TwinIssue> Issues { get; } = [];

    /// <summary>Of a project: role, member, condition.</summary>
    public List<(string Project, string Role, string Member, string Expression)> Bindings { get; } = [];

    /// <summary>Method and path of each call, the oldest first.</summary>
    public IReadOnlyList<string> Calls => _calls;

    public static async Task<BytebaseTwin> StartAsync(TimeProvider time)
    {
        var twin = new BytebaseTwin(time);
        await twin._web.StartAsync();
        twin.Address = twin._web.Urls.Single();
        return twin;
    }

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Somebody asks to run one statement, for four hours from the approval unless changed; it waits for a project owner.</summary>
    public TwinIssue AskAccess(string creator = "dana@example.com", Action<TwinGrant>? change = null, string project = "payments", params string[] roles)
    {
        var number = Interlocked.Increment(ref _lastId);
        var issue = $"projects/{project}/issues/{number}";
        var grant = new TwinGrant
        {
            Name = $"projects/{project}/accessGrants/{Guid.NewGuid():D}",
            Issue = issue,
            Creator = creator,
            Targets = ["instances/prod-pg/databases/ledger"],
            Query = "SELECT id, state\nFROM refunds\nWHERE id = 9",
            Reason = "INC-88 stuck refund",
            Ttl = TimeSpan.FromHours(4),
        };
        change?.Invoke(grant);
        return Add(new() { Name = issue, Creator = creator, Title = $"Access grant request by {creator}", Grant = grant, Roles = roles.Length > 0 ? roles : ["roles/projectOwner"] });
    }

    /// <summary>Somebody asks for a role until then.</summary>
    public TwinIssue AskRole(DateTimeOffset until, string creator = "dana@example.com", string project = "payments") => Add(new()
    {
        Name = $"projects/{project}/issues/{Interlocked.Increment(ref _lastId)}",
        Creator = creator,
        Title = "Request role",
        Description = "on call this week",
        Role = new("roles/sqlEditorUser", creator, $"resource.database in [\"instances/prod-pg/databases/ledger\"] && request.time < timestamp(\"{Moment(until)}\")"),
    });

    /// <summary>Every token that was given counts no more.</summary>
    public void LogOutAll()
    {
        lock (_gate)
        {
            _tokens.Clear();
        }
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private TwinIssue Add(TwinIssue issue)
    {
        lock (_gate)
        {
            Issues.Add(issue);
        }

        return issue;
    }

    internal JsonObject LogIn(string email, string key, bool web)
    {
        if (email != ServiceAccount || key != Key)
        {
            throw BytebaseRefusal.LoggedOut("The email or password is not valid.");
        }

        var token = Guid.NewGuid().ToString("N");
        lock (_gate)
        {
            _tokens[token] = Time.GetUtcNow() + TokenLife;
        }

        // A web login has it in a cookie only.
        return web ? [] : new() { ["token"] = token };
    }

    internal void Admit(string authorization)
    {
        lock (_gate)
        {
            if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || !_tokens.TryGetValue(authorization["Bearer ".Length..], out var end) || end <= Time.GetUtcNow())
            {
                throw BytebaseRefusal.LoggedOut("access token expired");
            }
        }
    }
}
