using System.Text.Json.Nodes;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>What Bytebase said to a call.</summary>
internal abstract record BytebaseAnswer
{
    private BytebaseAnswer() { }

    public sealed record Done(JsonObject Body) : BytebaseAnswer;

    /// <summary>It did nothing.</summary>
    /// <param name="Why">In its own words, bounded and printable.</param>
    public sealed record Refused(BytebaseFault Fault, string Why) : BytebaseAnswer;
}

/// <summary>The codes of gRPC that matter here.</summary>
internal enum BytebaseFault
{
    Other,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    FailedPrecondition,
    Aborted,
    Unauthenticated,
}

/// <summary>Bytebase cannot be reached, is not well, takes too long, or lets the service account not in. Nothing may be assumed about a call that was on its way.</summary>
/// <param name="mayPass">Whether the same call may work a moment later.</param>
internal sealed class BytebaseDownException(string message, bool mayPass, Exception? inner = null) : Exception(message, inner)
{
    public bool MayPass => mayPass;
}
