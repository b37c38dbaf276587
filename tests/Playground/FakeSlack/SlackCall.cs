using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>A call of the bot's.</summary>
/// <param name="Method">Such as <c>chat.postMessage</c>; <c>response_url</c> for one of those.</param>
/// <param name="Arguments">Without the token.</param>
/// <param name="Status">The HTTP status it was answered; null if it was cut off.</param>
/// <param name="Error">The error it was answered; null if it was done.</param>
/// <param name="Result">The whole answer.</param>
public sealed record SlackCall(string Method, JsonElement Arguments, int? Status, string? Error, JsonElement? Result, DateTimeOffset At);
