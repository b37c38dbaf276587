using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>
/// Bytebase's API, in exactly the methods that are used. What only reads is tried again by itself; whether something was changed is for the caller to
/// look at. <c>:activate</c> is none of them: it passes approval by, and leaves a grant without an end.
/// </summary>
/// <exception cref="BytebaseDownException">Of every method: there was no answer that says anything.</exception>
internal sealed class BytebaseClient(BytebaseSession session, TimeProvider time)
{
    private const int PageSize = 50;
    private const int MostPages = 1000;

    // Kept from one search to the next, because nothing else says which version this is.
    private volatile string _roleGrant = "ROLE_GRANT";

    private readonly ResiliencePipeline<BytebaseAnswer> _again = new ResiliencePipelineBuilder<BytebaseAnswer> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<BytebaseAnswer>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<BytebaseAnswer>().Handle<BytebaseDownException>(down => down.MayPass),
        })
        .Build();

    /// <summary>The project's open issues of a kind, whatever they wait for. One that nobody can read is left out.</summary>
    public async Task<ImmutableArray<BytebaseIssue>> OpenAsync(string project, IssueKind kind, CancellationToken ct)
    {
        if (kind == IssueKind.AccessGrant)
        {
            return Found(await SearchAsync(project, "ACCESS_GRANT", ct));
        }

        var known = _roleGrant;
        var answer = await SearchAsync(project, known, ct);
        if (answer is Search.Refused { Answer.Fault: BytebaseFault.InvalidArgument })
        {
            var other = known == "ROLE_GRANT" ? "GRANT_REQUEST" : "ROLE_GRANT";
            if (await SearchAsync(project, other, ct) is Search.Found found)
            {
                _roleGrant = other;
                return found.Issues;
            }
        }

        return Found(answer);
    }

    /// <returns>Null if there is none, or none that anybody can read.</returns>
    public async Task<BytebaseIssue?> IssueAsync(IssueName name, CancellationToken ct) => await GetAsync($"v1/{name}", ct) is { } body ? BytebaseIssue.Read(body) : null;

    /// <returns>Null if there is none, or none that anybody can read.</returns>
    public async Task<AccessGrant?> GrantAsync(GrantName name, CancellationToken ct) => await GetAsync($"v1/{name}", ct) is { } body ? AccessGrant.Read(body) : null;

    /// <summary>Who has which roles in a project; null if there is no such project.</summary>
    public Task<JsonObject?> IamPolicyAsync(string project, CancellationToken ct) => GetAsync($"v1/projects/{project}:getIamPolicy", ct);

    public Task<BytebaseAnswer> ApproveAsync(IssueName name, string comment, CancellationToken ct) => PostAsync($"v1/{name}:approve", comment, ct);

    public Task<BytebaseAnswer> RejectAsync(IssueName name, string comment, CancellationToken ct) => PostAsync($"v1/{name}:reject", comment, ct);

    /// <summary>Refused unless the grant is active.</summary>
    public Task<BytebaseAnswer> RevokeAsync(GrantName name, CancellationToken ct) => session.SendAsync(HttpMethod.Post, $"v1/{name}:revoke", [], ct);

    private Task<BytebaseAnswer> PostAsync(string path, string comment, CancellationToken ct) => session.SendAsync(HttpMethod.Post, path, new() { ["comment"] = comment }, ct);

    private async Task<JsonObject?> GetAsync(string path, CancellationToken ct) => await ReadAsync(HttpMethod.Get, path, null, ct) switch
    {
        BytebaseAnswer.Done done => done.Body,
        BytebaseAnswer.Refused { Fault: BytebaseFault.NotFound } => null,
        BytebaseAnswer.Refused refused => throw new BytebaseDownException($"the service account may not read {path[3..]}: {refused.Why}", mayPass: false),
        var unknown => throw new InvalidOperationException($"Unknown answer {unknown}."),
    };

    /// <summary>To the last page: filters that count after paging make some short, or empty.</summary>
    private async Task<Search> SearchAsync(string project, string type, CancellationToken ct)
    {
        var found = new List<BytebaseIssue>();
        var page = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var asked = new JsonObject { ["filter"] = $"type == \"{type}\" && status == \"OPEN\"", ["pageSize"] = PageSize, ["pageToken"] = page };
            switch (await ReadAsync(HttpMethod.Post, $"v1/projects/{project}/issues:search", asked, ct))
            {
                case BytebaseAnswer.Refused refused:
                    return new Search.Refused(project, refused);
                case BytebaseAnswer.Done { Body: var body }:
                    found.AddRange(body.Parts("issues").Select(BytebaseIssue.Read).OfType<BytebaseIssue>().Where(issue => issue.Name.Project == project));
                    if (body.Text("nextPageToken") is not { Length: > 0 } next || next == page)
                    {
                        return new Search.Found([.. found]);
                    }

                    page = next;
                    break;
            }
        }

        throw new BytebaseDownException($"the list of the issues of projects/{project} has no end", mayPass: false);
    }

    private async Task<BytebaseAnswer> ReadAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct) =>
        await _again.ExecuteAsync(async token => await session.SendAsync(method, path, body, token), ct);

    private static ImmutableArray<BytebaseIssue> Found(Search answer) => answer switch
    {
        Search.Found found => found.Issues,
        Search.Refused refused => throw new BytebaseDownException($"it does not list the issues of projects/{refused.Project}: {refused.Answer.Why}", mayPass: false),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };

    private abstract record Search
    {
        private Search() { }

        public sealed record Found(ImmutableArray<BytebaseIssue> Issues) : Search;

        public sealed record Refused(string Project, BytebaseAnswer.Refused Answer) : Search;
    }
}
