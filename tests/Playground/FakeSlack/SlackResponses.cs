using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>Where the bot may answer an interaction later: each <c>response_url</c> five times, within half an hour.</summary>
internal sealed class SlackResponses(SlackTwin twin)
{
    private const int MostUses = 5;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, Given> _given = new(StringComparer.Ordinal);

    /// <param name="original">What was pressed on, which an answer can replace; null if nothing.</param>
    public string New(SlackPerson person, SlackChannel channel, SlackPost? original, string kind)
    {
        var secret = RandomNumberGenerator.GetHexString(24);
        _given[secret] = new(person, channel, original, twin.Time.GetUtcNow());
        return $"{twin.Address}/respond/{kind}/{twin.TeamId}/{secret}";
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/respond/{kind}/{team}/{secret}", AnswerAsync);

    /// <summary>Shows an answer, whether it came by this URL or in the body of the first response.</summary>
    /// <returns>What is wrong with it; null if it was shown, or there was nothing to show.</returns>
    public string? Show(SlackPerson person, SlackChannel channel, SlackPost? original, JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.String)
        {
            twin.Add(twin.Draft(channel) with { OnlyFor = person, Text = answer.GetString()! });
            return null;
        }

        if (answer.TryGetProperty("blocks", out var blocks) && SlackBlockKit.CheckMessage(blocks) is not [])
        {
            return "invalid_blocks";
        }

        var now = original is null ? null : channel.Find(original.Ts);
        if (now is not null && answer.Is("delete_original"))
        {
            twin.Change(now, post => post with { Deleted = true });
        }
        else if (now is not null && answer.Is("replace_original"))
        {
            twin.Change(now, post => post.With(answer, twin));
        }
        else if (answer.TryGetProperty("text", out _) || answer.TryGetProperty("blocks", out _))
        {
            var post = twin.Draft(channel) with { OnlyFor = answer.Text("response_type") == "in_channel" ? null : person, ThreadTs = answer.Text("thread_ts") };
            twin.Add(post.With(answer, twin));
        }

        return null;
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string secret)
    {
        var given = _given.GetValueOrDefault(secret);
        var answer = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
        if (await twin.Faults.MeetAsync(http, "response_url") is { Instead: { } instead } fault)
        {
            twin.Note(new("response_url", answer, fault.Status, fault.Said, null, twin.Time.GetUtcNow()));
            return instead;
        }

        var wrong = given switch
        {
            null => "no_service",
            _ when twin.Time.GetUtcNow() - given.At > Life => "expired_url",
            _ when Interlocked.Increment(ref given.Uses) > MostUses => "used_url",
            _ => Show(given.Person, given.Channel, given.Original, answer),
        };
        var status = wrong switch { null => 200, "invalid_blocks" => 400, _ => 404 };
        twin.Note(new("response_url", answer, status, wrong, null, twin.Time.GetUtcNow()));
        return wrong is null ? Results.Text("ok") : Results.Json(new { ok = false, error = wrong }, statusCode: status);
    }

    private sealed class Given(SlackPerson person, SlackChannel channel, SlackPost? original, DateTimeOffset at)
    {
        public int Uses;

        public SlackPerson Person => person;
        public SlackChannel Channel => channel;
        public SlackPost? Original => original;
        public DateTimeOffset At => at;
    }
}
