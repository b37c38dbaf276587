namespace JitBot.Playground.Twin;

/// <summary>A call of the bot's to the connector.</summary>
/// <param name="Path">Below the service URL, such as <c>/v3/conversations</c>.</param>
/// <param name="Token">Whether it carried a token of the twin's.</param>
/// <param name="Status">What it was answered.</param>
public sealed record TwinCall(string Method, string Path, bool Token, int Status);

/// <summary>What shall go wrong with the bot's next calls, in the order it was told.</summary>
public sealed class TwinFaults(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    /// <summary>Answers the next calls with a status and nothing done.</summary>
    /// <param name="method">Only calls of this method, if given.</param>
    public void Answer(int status, TimeSpan? retryAfter = null, int times = 1, string? method = null) => Add(new(times, method) { Status = status, RetryAfter = retryAfter });

    /// <summary>Sends the next call elsewhere.</summary>
    public void Redirect(Uri elsewhere) => Add(new(1, null) { Status = 307, Location = elsewhere });

    /// <summary>Cuts the connections of the next calls, as when nobody is there.</summary>
    public void Cut(int times = 1) => Add(new(times, null) { Cut = true });

    /// <summary>Lets the next calls wait before they are done.</summary>
    public void Delay(TimeSpan delay, int times = 1, string? method = null) => Add(new(times, method) { Pause = delay });

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <returns>Null if the call may go on.</returns>
    internal async Task<IResult?> MeetAsync(HttpContext http)
    {
        if (Take(http.Request.Method) is not { } fault)
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
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (fault.Location is { } elsewhere)
        {
            http.Response.Headers.Location = elsewhere.ToString();
        }

        return fault.Cut ? Results.Empty : fault.Status is { } status ? TwinConnector.Error(status, status == 429 ? "TooManyRequests" : "ServiceError") : null;
    }

    private void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    private Fault? Take(string method)
    {
        lock (_gate)
        {
            var fault = _faults.Find(candidate => candidate.Left > 0 && (candidate.Method is null || candidate.Method == method));
            if (fault is not null)
            {
                fault.Left--;
            }

            return fault;
        }
    }

    private sealed class Fault(int left, string? method)
    {
        public int Left { get; set; } = left;
        public string? Method => method;
        public int? Status { get; init; }
        public TimeSpan? RetryAfter { get; init; }
        public Uri? Location { get; init; }
        public TimeSpan Pause { get; init; }
        public bool Cut { get; init; }
    }
}
