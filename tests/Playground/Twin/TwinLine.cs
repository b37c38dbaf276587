using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>The line from Teams to the bot's <c>/api/messages</c>: everything is signed, unless a test asks for something else.</summary>
public sealed class TwinLine(TeamsTwin twin) : IDisposable
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    private readonly HttpClient _http = new();

    /// <summary>Where the bot listens.</summary>
    public Uri? Bot { get; set; }

    /// <param name="bend">Changes the token before it is signed; null from it sends none.</param>
    public Task<HttpResponseMessage> SendAsync(JsonObject activity, Func<TwinToken, TwinToken?>? bend = null)
    {
        var token = bend is null ? Token() : bend(Token());
        return SendAsync(Encoding.UTF8.GetBytes(activity.ToJsonString()), token?.Sign());
    }

    /// <summary>Sends anything at all.</summary>
    public async Task<HttpResponseMessage> SendAsync(byte[] body, string? token, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Bot ?? throw new InvalidOperationException("Nobody said where the bot is."));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await _http.SendAsync(request);
    }

    /// <summary>A token as Teams would make it now.</summary>
    public TwinToken Token()
    {
        var now = twin.Time.GetUtcNow();
        return new()
        {
            Key = twin.Keys.Current,
            KeyId = twin.Keys.CurrentId,
            Issuer = TeamsTwin.Issuer,
            Audience = twin.AppId,
            ServiceUrl = twin.ServiceUrl,
            NotBefore = now,
            Expires = now + TokenLife,
        };
    }

    public void Dispose() => _http.Dispose();
}
