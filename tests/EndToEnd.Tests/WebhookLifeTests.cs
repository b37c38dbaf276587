using System.Text.Json;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;

namespace JitBot.EndToEnd.Tests;

/// <summary>What a tool hears of a life, from a bot that does all of it by itself: seal, queue and send.</summary>
public sealed class WebhookLifeTests(JourneyWorlds worlds)
{
    // Rules 38, 40
    [Fact]
    public async Task Each_step_of_a_life_reaches_a_tool_signed_once_and_in_its_order_with_its_place_in_the_record()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var tool = await WebhookTool.StartAsync();
        await using var journey = await Journey.StartAsync(server, further: tool.Configuration);
        var request = await journey.GrantAsync();
        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "I am done"), "I am done");
        await journey.UntilAsync(request, RequestState.Ended);

        var told = await ToldAsync(tool, request, until: AuditEvents.Ended);

        Assert.Equal(
            [AuditEvents.Submitted, AuditEvents.ApprovalGiven, AuditEvents.Issued, AuditEvents.EndBegun, AuditEvents.Ended],
            told.Select(one => one.Body.GetProperty("type").GetString()));
        Assert.Equal((await journey.UntilAsync(request, RequestState.Ended)).Audit.Take(told.Length).Select(step => step.At), told.Select(one => one.Body.GetProperty("timestamp").GetDateTimeOffset()));
        var places = told.Select(one => one.Body.GetProperty("data").GetProperty("seq").GetInt64()).ToArray();
        Assert.Equal(places.Order(), places);
        Assert.All(told, one => Assert.Equal($"jitbot-{one.Body.GetProperty("data").GetProperty("seq").GetInt64():D12}", one.Id));
        Assert.Equal(told.Length, told.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(told, one => Assert.InRange(journey.Time.GetUtcNow() - one.SignedAt, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
        Assert.All(told, one => Assert.Equal(one.Body.GetProperty("data").GetProperty("hash").GetString(), SealedEntry.HashOf(one.Body.GetProperty("data"))));
        Assert.Empty(tool.NotBelieved);
    }

    /// <summary>What the tool heard of the request, up to this event.</summary>
    private static async Task<(string Id, DateTimeOffset SignedAt, JsonElement Body)[]> ToldAsync(WebhookTool tool, AccessRequest request, string until)
    {
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while (true)
        {
            var told = tool.Taken.Where(one => one.Body.GetProperty("data").TryGetProperty("request", out var of) && of.GetString() == request.Id.Value).ToArray();
            if (told.Any(one => one.Body.GetProperty("type").GetString() == until))
            {
                return told;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
