using System.Globalization;

namespace JitBot.Playground.FakeSlack;

/// <summary>What shall go wrong with the bot's next calls, in the order it was told.</summary>
public sealed class SlackFaults(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Planned> _planned = [];

    internal bool IsDown { get; private set; }

    /// <summary>Every call is answered 503 from now on, and no socket can be opened, until <see cref="Up"/>. Open sockets stay.</summary>
    public void Down() => IsDown = true;

    public void Up() => IsDown = false;

    /// <summary>Answers the next calls with an HTTP status and nothing done.</summary>
    /// <param name="method">Only calls of this method, such as <c>chat.postMessage</c>, if given; <c>response_url</c> and <c>upload</c> for those.</param>
    public void Answer(int status, TimeSpan? retryAfter = null, int times = 1, string? method = null) =>
        Add(new(times, method, new() { Status = status, RetryAfter = retryAfter }));

    /// <summary>Answers the next calls with 200, an error and nothing done.</summary>
    /// <param name="error">Such as <c>fatal_error</c>.</param>
    public void Refuse(string error, int times = 1, string? method = null) => Add(new(times, method, new() { Status = 200, Error = error }));

    /// <summary>Answers the next calls with 429.</summary>
    public void Throttle(TimeSpan retryAfter, int times = 1, string? method = null) => Answer(429, retryAfter, times, method);

    /// <summary>Cuts the connections of the next calls, as when nobody is there.</summary>
    /// <param name="afterwards">The calls are done, and only the bot does not learn of it.</param>
    public void Cut(int times = 1, string? method = null, bool afterwards = false) =>
        Add(new(times, method, new() { Cut = !afterwards, CutAfterwards = afterwards }));

    /// <summary>Lets the next calls wait before they are done, by the twin's clock; longer than the bot waits is a timeout.</summary>
    public void Delay(TimeSpan delay, int times = 1, string? method = null) => Add(new(times, method, new() { Pause = delay }));

    public void Clear()
    {
        lock (_gate)
        {
            _planned.Clear();
        }
    }

    /// <returns>What there is instead of an answer, after waiting if that was asked for; null if all is well.</returns>
    internal async Task<SlackFault?> MeetAsync(HttpContext http, string method)
    {
        var fault = IsDown ? new() { Status = 503 } : Take(method);
        if (fault is null)
        {
            return null;
        }

        await Task.Delay(fault.Pause, time, http.RequestAborted);
        if (fault.Cut)
        {
            http.Abort();
        }

        if (fault.RetryAfter is { } pause)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return fault;
    }

    private void Add(Planned planned)
    {
        lock (_gate)
        {
            _planned.Add(planned);
        }
    }

    private SlackFault? Take(string method)
    {
        lock (_gate)
        {
            var planned = _planned.Find(candidate => candidate.Left > 0 && (candidate.Method is null || candidate.Method == method));
            if (planned is not null)
            {
                planned.Left--;
            }

            return planned?.Fault;
        }
    }

    private sealed class Planned(int left, string? method, SlackFault fault)
    {
        public int Left { get; set; } = left;
        public string? Method => method;
        public SlackFault Fault => fault;
    }
}

internal sealed record SlackFault
{
    public int? Status { get; init; }
    public string? Error { get; init; }
    public TimeSpan? RetryAfter { get; init; }
    public TimeSpan Pause { get; init; }
    public bool Cut { get; init; }
    public bool CutAfterwards { get; init; }

    /// <summary>Null if the call is done all the same.</summary>
    public IResult? Instead => this switch
    {
        { Cut: true } => Results.Empty,
        { Status: 200 } => Results.Json(new { ok = false, error = Error }),
        { Status: 429 } => Results.Json(new { ok = false, error = "ratelimited" }, statusCode: 429),
        { Status: { } status } => Results.Text("Slack is not well.", statusCode: status),
        _ => null,
    };

    public string? Said => Error ?? (Status == 429 ? "ratelimited" : null);
}
