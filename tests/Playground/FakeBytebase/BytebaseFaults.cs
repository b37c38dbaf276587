namespace JitBot.Playground.FakeBytebase;

/// <summary>What shall go wrong with the next calls, in the order it was told.</summary>
public sealed class BytebaseFaults(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Planned> _planned = [];

    internal bool IsDown { get; private set; }

    /// <summary>Every call is answered 503 from now on, until <see cref="Up"/>.</summary>
    public void Down() => IsDown = true;

    public void Up() => IsDown = false;

    /// <summary>Answers the next calls with an HTTP status and nothing done.</summary>
    /// <param name="path">Only calls whose path ends so, such as <c>:approve</c>.</param>
    public void Answer(int status, int times = 1, string path = "") => Add(new(times, path, new(status, default, false)));

    /// <summary>Cuts the connections of the next calls once they are done, so that the caller does not learn of it.</summary>
    /// <inheritdoc cref="Answer"/>
    public void CutAfterwards(int times = 1, string path = "") => Add(new(times, path, new(null, default, true)));

    /// <summary>Lets the next calls wait before they are done, by the twin's clock.</summary>
    /// <inheritdoc cref="Answer"/>
    public void Delay(TimeSpan delay, int times = 1, string path = "") => Add(new(times, path, new(null, delay, false)));

    /// <summary>Does what was planned for this call: waits, or answers in its place.</summary>
    internal async Task MeetAsync(HttpContext http, Func<Task> next)
    {
        var fault = IsDown ? new(503, default, false) : Take(http.Request.Path.Value ?? "");
        await Task.Delay(fault?.Pause ?? TimeSpan.Zero, time, http.RequestAborted);
        if (fault?.Status is { } status)
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsync("Bytebase is not well.");
            return;
        }

        if (fault is not { Cuts: true })
        {
            await next();
            return;
        }

        var real = http.Response.Body;
        http.Response.Body = Stream.Null;
        await next();
        http.Response.Body = real;
        http.Abort();
    }

    private void Add(Planned planned)
    {
        lock (_gate)
        {
            _planned.Add(planned);
        }
    }

    private Fault? Take(string path)
    {
        lock (_gate)
        {
            var planned = _planned.Find(candidate => candidate.Left > 0 && path.EndsWith(candidate.Path, StringComparison.Ordinal));
            if (planned is not null)
            {
                planned.Left--;
            }

            return planned?.Fault;
        }
    }

    private sealed class Planned(int left, string path, Fault fault)
    {
        public int Left { get; set; } = left;
        public string Path => path;
        public Fault Fault => fault;
    }

    private sealed record Fault(int? Status, TimeSpan Pause, bool Cuts);
}
