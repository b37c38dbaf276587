using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeBytebase;

/// <summary>A refusal in gRPC's words, as its gateway writes them.</summary>
internal sealed class BytebaseRefusal(int status, int code, string message) : Exception(message)
{
    public static BytebaseRefusal Invalid(string message) => new(400, 3, message);

    public static BytebaseRefusal NotFound(string message) => new(404, 5, message);

    public static BytebaseRefusal Denied(string message) => new(403, 7, message);

    /// <summary>The same status as of an invalid argument: only the code tells them apart.</summary>
    public static BytebaseRefusal Precondition(string message) => new(400, 9, message);

    public static BytebaseRefusal LoggedOut(string message) => new(401, 16, message);

    public IResult Result => Results.Json(new JsonObject { ["code"] = code, ["message"] = Message, ["details"] = new JsonArray() }, statusCode: status);
}
