using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Api;

/// <summary>What a call is answered with, in a form that can be kept and given again.</summary>
/// <param name="Json">The body.</param>
internal sealed record ApiAnswer(int Status, string Json) : IResult
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Where what was made can be read.</summary>
    public string? Location { get; init; }

    /// <summary>In how many seconds to try again.</summary>
    public int? RetryAfter { get; init; }

    public static ApiAnswer Of<T>(T value, int status = StatusCodes.Status200OK) => new(status, JsonSerializer.Serialize(value, ApiJson.Options));

    public static ApiAnswer Problem(int status, string slug, string detail, ImmutableArray<ApiError>? errors = null) =>
        Of(ApiProblem.Of(status, slug, detail) with { Errors = errors }, status) with { ContentType = ApiProblem.ContentType };

    /// <summary>In the words that a chat would have said.</summary>
    public static ApiAnswer Problem(int status, string slug, Note note, ImmutableArray<ApiError>? errors = null) =>
        Problem(status, slug, $"{note.Title}. {string.Join(' ', note.More.Prepend(note.Text))}", errors);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType) = (Status, ContentType);
        response.Headers.Location = Location;
        response.Headers.RetryAfter = RetryAfter?.ToString(CultureInfo.InvariantCulture);
        await response.WriteAsync(Json, httpContext.RequestAborted);
    }
}
