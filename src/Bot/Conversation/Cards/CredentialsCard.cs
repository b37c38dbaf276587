using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>The login with its password, in the requester's private view and for a minute.</summary>
internal static class CredentialsCard
{
    public static CardView Of(AccessRequest request, Credentials credentials, Target? target) => new()
    {
        Title = $"Credentials: {ScopeWords.Title(request.Scope)}",
        Tone = CardTone.Good,
        Status = "Shown to you alone",
        // The notification and the chat list show this line: nothing secret in it.
        Summary = "Your credentials",
        Facts =
        [
            new("Host", CardText.Code(credentials.Address.Host)),
            new("Port", CardText.Code($"{credentials.Address.Port}")),
            new("Database", CardText.Code(credentials.Database)),
            new("User", CardText.Code(credentials.User)),
            new("Password", CardText.Code(credentials.Password.Reveal())),
            new("Until", CardText.Of($"{credentials.EndsAt}")),
            .. request.Scope.Address is { } address ? [new("From", CardText.Of($"{address.Text} only, until {credentials.EndsAt}"))] : Array.Empty<CardFact>(),
        ],
        Text = [.. target?.Engine == "postgresql" ? PostgresLines(credentials) : [], CardText.Of(
            $"This is hidden again in a minute. Showing it again makes a new password, and this one stops working.") with { Subtle = true }],
        // It stands where the card of the access stood, whose buttons are back with it.
        Actions = [RequestCards.Action(request, ActionIds.GiveBack, "I am done")],
    };

    /// <summary>What stands in its place when the minute is over.</summary>
    public static CardView Hidden(AccessRequest request) => new()
    {
        Title = $"Credentials: {ScopeWords.Title(request.Scope)}",
        Tone = CardTone.Neutral,
        Status = "Hidden again",
        Summary = "Your credentials are hidden again",
        Text = [request.State == RequestState.Active
            ? CardText.Of($"They are off the screen again. The password goes on working; showing it again makes a new one.")
            : CardText.Of($"This access is over.")],
    };

    private static ImmutableArray<CardText> PostgresLines(Credentials credentials) =>
    [
        CardText.Of($"psql; it asks for the password, which keeps that out of the shell's history and the process list:"),
        CardText.Code(PostgresAddress.Psql(credentials)),
        CardText.Of($"URI, for a tool's connection field:"),
        CardText.Code(PostgresAddress.Uri(credentials)),
        CardText.Of($"JDBC; user and password go into their own fields:"),
        CardText.Code(PostgresAddress.Jdbc(credentials)),
    ];
}
