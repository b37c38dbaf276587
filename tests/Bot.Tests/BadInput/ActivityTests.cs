using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Teams;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Bot.Tests.BadInput;

/// <summary>Well-signed activities with something wrong in them, and tokens with one byte wrong in them.</summary>
public sealed class ActivityTests
{
    private const int Tries = 150;

    // 503: the conversation to answer in is none, and Teams may ask again.
    private static readonly int[] Answers = [200, 400, 403, 501, 503];

    // Rules 34, 39
    [Fact]
    public async Task Whatever_somebody_without_authority_sends_nothing_of_another_persons_changes()
    {
        await using var bot = await TeamsBot.StartAsync();
        var request = await AskedAsync(bot);
        var random = new Random(4711);
        for (var i = 0; i < Tries; i++)
        {
            var sam = Another(bot, "sam");
            var activity = Mutation.Of(ActivityOf(bot, sam, request, random), random);

            using var response = await bot.LetTimePassAsync(bot.Twin.Line.SendAsync(activity));

            Assert.True(Answers.Contains((int)response.StatusCode), $"{(int)response.StatusCode} for {activity.ToJsonString()}");
            Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 0, 40_000);
            Assert.Equal((RequestState.Pending, 0), Told((await bot.Requests.FindAsync(request.Id, default))!));
        }
    }

    // Rules 34, 36
    [Fact]
    public async Task Whatever_an_approver_sends_decides_by_that_approver_or_not_at_all()
    {
        await using var bot = await TeamsBot.StartAsync();
        var random = new Random(815);
        for (var i = 0; i < Tries; i++)
        {
            var request = i % 10 == 0 ? await AskedAsync(bot) : (await bot.RequestsAsync())[0];
            var activity = Mutation.Of(Press(bot, Another(bot, "omar"), request, random.Next(2) == 0 ? ActionIds.Approve : ActionIds.Deny), random);

            using var response = await bot.LetTimePassAsync(bot.Twin.Line.SendAsync(activity));

            Assert.True(Answers.Contains((int)response.StatusCode), $"{(int)response.StatusCode} for {activity.ToJsonString()}");
            var now = (await bot.Requests.FindAsync(request.Id, default))!;
            Assert.True(now.Decisions.Length <= 1 && now.Decisions.All(decision => decision.Approver.Value == "omar"));
            Assert.Equal(now.State != RequestState.Pending, now.Decisions.Length == 1);
        }
    }

    // Rule 38
    [Fact]
    public async Task A_token_with_one_character_changed_is_no_token()
    {
        await using var bot = await TeamsBot.StartAsync();
        var body = Encoding.UTF8.GetBytes(bot.Twin.Activities.Installed(bot.Dana, bot.Dana.Chat, "add").ToJsonString());
        var token = bot.Twin.Line.Token().Sign();
        var random = new Random(42);

        // The last character of a base64 part may carry bits that mean nothing.
        var places = Enumerable.Range(0, token.Length - 1).Where(at => token[at + 1] != '.').OrderBy(_ => random.Next()).Take(Tries);
        foreach (var place in places)
        {
            var changed = $"{token[..place]}{(token[place] == 'A' ? 'B' : 'A')}{token[(place + 1)..]}";

            using var response = await bot.Twin.Line.SendAsync(body, changed);

            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"Character {place} of {token}");
        }

        Assert.Empty(await bot.ReferencesAsync());
    }

    [Fact]
    public async Task Any_bytes_with_a_good_token_are_a_bad_request()
    {
        await using var bot = await TeamsBot.StartAsync();
        var random = new Random(7);
        foreach (var text in Nasty.Strings)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            random.NextBytes(bytes.AsSpan(0, bytes.Length / 4));

            using var response = await bot.Twin.Line.SendAsync(bytes, bot.Twin.Line.Token().Sign());

            Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{response.StatusCode} for {text}");
        }

        Assert.Empty(bot.Twin.Calls);
    }

    private static (RequestState State, int Decisions) Told(AccessRequest request) => (request.State, request.Decisions.Length);

    private static async Task<AccessRequest> AskedAsync(TeamsBot bot)
    {
        var dana = Another(bot, "dana");
        await dana.SayAsync("request hr-prod read title for 2h because INC-42");
        await bot.LetTimePassAsync(ShownAsync(bot));
        return (await bot.RequestsAsync())[0];
    }

    private static async Task<bool> ShownAsync(TeamsBot bot)
    {
        await bot.RunDueAsync();
        return true;
    }

    /// <summary>The same person on one more account: how fast one may talk is limited, by a clock of its own.</summary>
    private static TwinPerson Another(TeamsBot bot, string id)
    {
        var person = bot.Twin.AddPerson(id);
        person.Open();
        bot.Directory.Change(id, known => known with { Accounts = [.. known.Accounts, new("teams", person.TenantId, person.AadObjectId)] });
        return person;
    }

    private static JsonObject ActivityOf(TeamsBot bot, TwinPerson person, AccessRequest request, Random random) => random.Next(3) switch
    {
        0 => Bytes.Typed(bot, person, $"revoke {request.Id} because I want to"),
        1 => Bytes.Typed(bot, person, $"done {request.Id}"),
        _ => Press(bot, person, request, random.GetItems(
            [ActionIds.Approve, ActionIds.Deny, ActionIds.Withdraw, ActionIds.ShowCredentials, ActionIds.GiveBack, ActionIds.Extend, ActionIds.Submit, ActionIds.ChangeForm], 1)[0]),
    };

    private static JsonObject Press(TeamsBot bot, TwinPerson person, AccessRequest request, string verb) => bot.Twin.Activities.Pressed(
        person, bot.Channel.FromBot.Last(), new() { ["verb"] = verb },
        new() { ["request"] = request.Id.Value, ["terms"] = request.Terms, ["text"] = "because", ["form"] = "form-1", ["duration"] = "1h" });
}
