using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JitBot.Playground.FakeSlack;

/// <summary>Uploading a file: an address for it, the bytes, and then where it is shared.</summary>
internal sealed class SlackFileMethods(SlackTwin twin)
{
    // Slack says that the address is good for a while and not for how long.
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(30);

    // As Slack refuses a person's id: a private chat has one of its own.
    private static readonly Regex ChannelId = new("^[CGDZ][A-Z0-9]{8,}$", RegexOptions.NonBacktracking);

    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    public IEnumerable<(string, SlackMethod)> All =>
    [
        ("files.getUploadURLExternal", new("files:write", Address) { TakesJson = false }),
        ("files.completeUploadExternal", new("files:write", Complete)),
    ];

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/upload/{id}", async (HttpContext http, string id) =>
    {
        if (await twin.Faults.MeetAsync(http, "upload") is { Instead: { } instead })
        {
            return instead;
        }

        // The bytes alone, or the one file of a form: Slack takes either.
        await using var sent = http.Request.HasFormContentType
            ? (await http.Request.ReadFormAsync(http.RequestAborted)).Files[0].OpenReadStream()
            : http.Request.Body;
        using var bytes = new MemoryStream();
        await sent.CopyToAsync(bytes, http.RequestAborted);
        if (!_uploads.TryGetValue(id, out var upload) || twin.Time.GetUtcNow() >= upload.Until || bytes.Length != upload.Length)
        {
            return Results.Text("no such upload, or not any more, or of another length", statusCode: 400);
        }

        _uploads[id] = upload with { Content = bytes.ToArray() };
        return Results.Text($"OK - {bytes.Length}");
    });

    private JsonObject Address(JsonElement arguments)
    {
        if (arguments.Text("filename") is not { Length: > 0 } name
            || !int.TryParse(arguments.Text("length"), CultureInfo.InvariantCulture, out var length)
            || length <= 0)
        {
            throw new SlackRefusal("invalid_arguments");
        }

        var id = twin.NextId("F");
        _uploads[id] = new(name, length, twin.Time.GetUtcNow() + Good, null);
        return new() { ["upload_url"] = $"{twin.Address}/upload/{id}", ["file_id"] = id };
    }

    private JsonObject Complete(JsonElement arguments)
    {
        var files = arguments.List("files").Select(file => _uploads.TryGetValue(file.Text("id") ?? "", out var upload) && upload.Content is { } content
            ? new SlackFile(file.Text("id")!, upload.Name, file.Text("title") ?? upload.Name, [.. content])
            : throw new SlackRefusal("file_not_found")).ToArray();
        if (arguments.Text("channel_id") is { } id)
        {
            if (!ChannelId.IsMatch(id))
            {
                throw new SlackRefusal("invalid_arguments", $"[ERROR] input must match regex pattern: {ChannelId} [json-pointer:/channel_id]");
            }

            var channel = twin.FindChannel(id) is { } found ? SlackChatMethods.WhereToPost(twin, found.Id) : throw new SlackRefusal("channel_not_found");
            twin.Add(twin.Draft(channel) with { ThreadTs = arguments.Text("thread_ts"), Text = arguments.Text("initial_comment") ?? "", Files = [.. files] });
        }

        return new() { ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["id"] = file.Id, ["title"] = file.Title })]) };
    }

    private sealed record Upload(string Name, int Length, DateTimeOffset Until, byte[]? Content);
}
