namespace JitBot.Bot.Conversation;

/// <summary>How a platform's API is called.</summary>
internal static class PlatformHttp
{
    private const int LongestAnswer = 1024 * 1024;

    /// <summary>
    /// Without redirects: one would carry a token or a message elsewhere, past whatever says where it may go. How long a call may take is its
    /// caller's to say, by the caller's clock.
    /// </summary>
    public static HttpClient New() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
