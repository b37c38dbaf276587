using System.Collections.Immutable;
using System.ComponentModel;

namespace JitBot.Bot.Api;

/// <summary>Problem details by RFC 9457.</summary>
internal sealed record ApiProblem
{
    public const string ContentType = "application/problem+json";
    private const string Namespace = "urn:jitbot:problem:";

    [Description("What kind of problem it is, such as urn:jitbot:problem:not-an-approver. It never changes its meaning, so programs can go by it.")]
    public required string Type { get; init; }

    [Description("The same in a few words, for people.")]
    public required string Title { get; init; }

    [Description("The HTTP status.")]
    public required int Status { get; init; }

    [Description("What was found and what to do, in the words the chats use.")]
    public required string Detail { get; init; }

    [Description("What is wrong with single members of the body; left out if that is not the problem.")]
    public ImmutableArray<ApiError>? Errors { get; init; }

    /// <param name="slug">Such as <c>not-an-approver</c>; its words are the title.</param>
    public static ApiProblem Of(int status, string slug, string detail) => new()
    {
        Type = Namespace + slug,
        Title = char.ToUpperInvariant(slug[0]) + slug[1..].Replace('-', ' '),
        Status = status,
        Detail = detail,
    };
}

internal sealed record ApiError
{
    [Description("The member, as a JSON pointer into the body: #/tables/0.")]
    public required string Pointer { get; init; }

    [Description("What is wrong with it.")]
    public required string Detail { get; init; }
}
