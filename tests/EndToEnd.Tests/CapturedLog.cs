using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JitBot.EndToEnd.Tests;

/// <summary>Everything the bot logs, at every level, with its structured values. From Information up it is shown with a test that fails.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    private ConcurrentQueue<string> Told { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        foreach (var line in Told)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }

    private sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            log.Lines.Enqueue(line);
            if (logLevel >= LogLevel.Information)
            {
                log.Told.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
            }
        }
    }
}
