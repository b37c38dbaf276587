using System.Text;
using System.Text.Json;

namespace JitBot.Playground.Twin;

/// <summary>The connector's REST side as the bot meets it, refusals included.</summary>
internal sealed class TwinConnector(TeamsTwin twin)
{
    /// <summary>Teams measures a message as UTF-16.</summary>
    private const int LongestMessage = 100 * 1024;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/.well-known/openidconfiguration", () => Results.Json(new { issuer = TeamsTwin.Issuer, jwks_uri = $"{twin.Address}/.well-known/keys" }));
        endpoints.MapGet("/.well-known/keys", () => Results.Json(twin.Keys.Announce()));

        var connector = endpoints.MapGroup("/teams/v3/conversations").AddEndpointFilter(GuardAsync);
        connector.MapPost("", (HttpRequest request) => ReadAsync(request, Create));
        connector.MapPost("/{conversation}/activities", (HttpRequest request, string conversation) => ReadAsync(request, activity => Post(conversation, activity)));
        connector.MapPost("/{conversation}/activities/{replyTo}", (HttpRequest request, string conversation, string replyTo) =>
            ReadAsync(request, activity => Post(conversation, activity)));
        connector.MapPut("/{conversation}/activities/{id}", (HttpRequest request, string conversation, string id) =>
            ReadAsync(request, activity => Change(conversation, id, message => message.With(activity))));
        connector.MapDelete("/{conversation}/activities/{id}", (string conversation, string id) => Change(conversation, id, message => message with { Deleted = true }));
        connector.MapGet("/{conversation}/members", (string conversation) => Members(conversation, members => members));
        connector.MapGet("/{conversation}/pagedmembers", (string conversation) => Members(conversation, members => new { members }));
    }

    public static IResult Error(int status, string code) => Results.Json(new { error = new { code, message = code } }, statusCode: status);

    /// <summary>Faults come before the token is looked at, as from a gateway that is not well.</summary>
    private async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var token = twin.Credential.Accepts(http.Request.Headers.Authorization);
        var result = await twin.Faults.MeetAsync(http) ?? (token || !twin.ChecksTokens ? await next(context) : Error(401, "Unauthorized"));
        twin.Note(new(http.Request.Method, http.Request.Path.Value!["/teams".Length..], token, (result as IStatusCodeHttpResult)?.StatusCode ?? 200));
        return result;
    }

    private static async Task<IResult> ReadAsync(HttpRequest request, Func<JsonElement, IResult> handle)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (text.Length * sizeof(char) > LongestMessage)
        {
            return Error(413, "MessageSizeTooBig");
        }

        try
        {
            return handle(JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException)
        {
            return Error(400, "BadSyntax");
        }
    }

    private IResult Create(JsonElement wanted)
    {
        if (wanted.TryGetProperty("channelData", out var data) && data.TryGetProperty("channel", out var channel))
        {
            return twin.FindChat(channel.GetProperty("id").GetString()!) is { Kind: TwinChatKind.Channel } found
                ? Created(found, twin.Draft(found, thread: null).With(wanted.GetProperty("activity")), message => new { id = message.Conversation, activityId = message.Id })
                : Error(404, "ConversationNotFound");
        }

        var member = wanted.GetProperty("members")[0].GetProperty("id").GetString();
        var person = twin.People.FirstOrDefault(person => person.AadObjectId == member || person.Mri == member);
        return person switch
        {
            null => Error(404, "UserNotFound"),
            _ when wanted.GetProperty("tenantId").GetString() != person.TenantId => Error(400, "BadArgument"),
            { Chat.Installed: false } => Error(403, "BotNotInConversationRoster"),
            _ => Results.Json(new { id = person.Chat.Id }, statusCode: 201),
        };
    }

    private IResult Post(string conversation, JsonElement activity)
    {
        var (id, thread) = Split(conversation);
        return twin.FindChat(id) is { } chat
            ? chat.Kind == TwinChatKind.Channel && twin.Draft(chat, thread).With(activity) is { Consent: not null } or { File: not null } ? Error(400, "BadSyntax")
            : Created(chat, twin.Draft(chat, thread).With(activity), message => new { id = message.Id })
            : Error(404, "ConversationNotFound");
    }

    private IResult Created(TwinChat chat, TwinMessage message, Func<TwinMessage, object> answer)
    {
        if (!chat.Installed)
        {
            return Error(403, chat.Kind == TwinChatKind.Personal ? "ConversationBlockedByUser" : "BotNotInConversationRoster");
        }

        twin.Add(message);
        // The playground splits a message with text and a card in two and gives no id for either.
        return message is { Text.Length: > 0, Card: not null } ? Results.StatusCode(202) : Results.Json(answer(message), statusCode: 201);
    }

    private IResult Change(string conversation, string id, Func<TwinMessage, TwinMessage> change) =>
        twin.FindChat(Split(conversation).Chat)?.Find(id) switch
        {
            null or { Deleted: true } => Error(404, "ActivityNotFoundInConversation"),
            { Author: not null } => Error(403, "NotTheSender"),
            { Chat.Installed: false } => Error(403, "BotNotInConversationRoster"),
            var message => Changed(message, change),
        };

    private IResult Changed(TwinMessage message, Func<TwinMessage, TwinMessage> change)
    {
        twin.Change(message, change);
        return Results.Json(new { id = message.Id });
    }

    private IResult Members(string conversation, Func<object[], object> shape) => twin.FindChat(Split(conversation).Chat) is { } chat
        ? Results.Json(shape([.. twin.People
            .Where(person => chat.Person is null || chat.Person == person)
            .Select(person => new { id = person.Mri, name = person.Name, aadObjectId = person.AadObjectId, tenantId = person.TenantId })]))
        : Error(404, "ConversationNotFound");

    private static (string Chat, string? Thread) Split(string conversation) => conversation.Split(";messageid=") is [var chat, var thread] ? (chat, thread) : (conversation, null);
}
